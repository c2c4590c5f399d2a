/* What the workloads g_attribute and g_field do, in plain C: an attribute that tp_getattro gives.
 *
 * `attribute REPETITIONS` prints a line for each: nanoseconds for one attribute. benches/attribute.py builds it. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <time.h>

typedef struct {
    PyObject_HEAD
    long answer;
} Answer;

static PyObject *getattro(PyObject *self, PyObject *name) {
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(name, &length);
    if (!text) return NULL;
    if (length == 1 && text[0] == 'x') return PyLong_FromLong(((Answer *)self)->answer);
    return PyObject_GenericGetAttr(self, name);
}

static PyType_Slot slots[] = {{Py_tp_getattro, getattro}, {0, NULL}};
static PyType_Spec spec = {"bench.Answer", sizeof(Answer), 0, Py_TPFLAGS_DEFAULT, slots};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int count, char **arguments) {
    const long n = 1000000;
    Py_InitializeEx(0);
    PyObject *globals = PyModule_GetDict(PyImport_AddModule("__main__"));
    PyRun_String("def attributes(o, n):\n    for i in range(n): o.x", Py_file_input, globals, globals);
    PyObject *class = PyType_FromSpec(&spec);
    Answer *answer = class ? (Answer *)PyType_GenericAlloc((PyTypeObject *)class, 0) : NULL;
    if (!answer || count < 2) return 1;
    answer->answer = 42;
    for (int left = atoi(arguments[1]); left > 0; left--) {
        double start = now();
        PyObject *done = PyObject_CallFunction(PyDict_GetItemString(globals, "attributes"), "Ol", answer, n);
        if (!done) return 1;
        Py_DECREF(done);
        printf("%.3f\n", (now() - start) / n);
    }
    return 0;
}
