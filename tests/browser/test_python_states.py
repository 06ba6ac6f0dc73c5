"""What a view knows of the Python behind it, in each kind of page: JupyterLab's, one without a kernel, and one that says nothing."""

import pytest

from tests.views.scripts import esm

pytestmark = pytest.mark.browser

# A signal of JupyterLab's, a layout as the widget manager has it, and a view's model on them.
STAGE = """async (code) => {
  const python = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  class Signal { all = []; connect(act) { this.all.push(act); } emit(value) { for (const act of this.all) act(this, value); } }
  class Events { all = [];
    on(names, act) { for (const name of names.split(' ')) this.all.push([name, act]); }
    off(names, act) { this.all = this.all.filter(([name, each]) => each !== act || !names.split(' ').includes(name)); }
    trigger(name) { for (const [each, act] of [...this.all]) if (each === name) act(); } }
  class Layout extends Events { constructor(live) { super(); this.live = live; }
    get comm_live() { return this.live; } set comm_live(live) { this.live = live; this.trigger('comm_live_update'); } }
  class Model extends Events { sent = [];
    constructor(manager, layout) { super(); Object.assign(this, { widget_manager: manager, layout }); }
    get(name) { return name === 'layout' ? this.layout : undefined; }
    send(content, callbacks) { this.sent.push(callbacks); }
    save_changes() { this.sent.push('saved'); } }
  const kernelOf = () => ({ id: 'one', status: 'idle', connectionStatus: 'connected', statusChanged: new Signal(),
    connectionStatusChanged: new Signal() });
  window.heard = (name) => new Promise((done) => document.body.addEventListener(name, ({ detail }) => done(detail), { once: true }));
  window.stage = { ...python, Layout, Model, kernelOf };
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.evaluate(STAGE, esm("shared/python.js"))
    yield page
    page.close()


def test_a_page_without_a_kernel_has_none_and_nothing_is_sent(page):
    assert page.evaluate("""() => {
      const { Model, Layout, pythonOf, askPython } = stage, model = new Model({}, new Layout(false));
      return [pythonOf(model), askPython(model, {}), model.sent.length];
    }""") == ["none", False, 0]


def test_a_kernel_that_goes_and_comes_back_is_told_at_once(page):
    assert page.evaluate("""() => {
      const { Model, Layout, pythonOf, onPython, kernelOf } = stage, manager = { kernel: kernelOf() }, { kernel } = manager;
      const model = new Model(manager, new Layout(true)), seen = [];
      onPython(model, (state) => seen.push(state));
      kernel.connectionStatus = 'connecting'; kernel.connectionStatusChanged.emit('connecting');
      kernel.connectionStatus = 'connected'; kernel.connectionStatusChanged.emit('connected');
      kernel.status = 'dead'; kernel.statusChanged.emit('dead');
      kernel.status = 'autorestarting'; kernel.statusChanged.emit('autorestarting');
      kernel.status = 'idle'; kernel.statusChanged.emit('idle');
      return [seen, pythonOf(model), pythonOf(new Model(manager, new Layout(true)))];
    }""") == [["lost", "alive", "stopped", "restarted"], "restarted", "alive"]


@pytest.mark.parametrize(("change", "state"), [
    ("layout.comm_live = false", "restarted"), ("manager.kernel = null", "stopped"),
    ("manager.kernel = { ...stage.kernelOf(), id: 'another' }", "restarted"),
])
def test_what_else_takes_python_away(page, change, state):
    assert page.evaluate("""(change) => {
      const { Model, Layout, pythonOf, kernelOf } = stage, manager = { kernel: kernelOf() }, layout = new Layout(true);
      const model = new Model(manager, layout);
      pythonOf(model);
      """ + change + """;
      return pythonOf(model);
    }""", change) == state


def test_where_a_learner_rests_is_told_while_there_is_anybody_to_hear_it(page):
    assert page.evaluate("""() => {
      const { Model, Layout, tellAtRest, kernelOf } = stage, manager = { kernel: kernelOf() }, model = new Model(manager, new Layout(true));
      tellAtRest(model);
      manager.kernel.status = 'dead'; manager.kernel.statusChanged.emit('dead');
      tellAtRest(model);
      return model.sent;
    }""") == ["saved"]


def test_a_question_that_waits_is_said_until_it_is_answered(page):
    assert page.evaluate("""async () => {
      const { Model, Layout, askPython, kernelOf } = stage, model = new Model({ kernel: kernelOf() }, new Layout(true));
      const from = document.body;
      const waits = heard('nbnn-python-waits');
      const asked = askPython(model, {}, { from }), said = await waits, answered = heard('nbnn-python-answered');
      model.sent[0].iopub.status({ content: { execution_state: 'busy' } });
      model.sent[0].iopub.status({ content: { execution_state: 'idle' } });
      await answered;
      return [asked, said];
    }""") == [True, "busy"]


def test_what_a_question_came_from_may_leave_the_page_before_it_is_answered(page):
    """As a GraphLab's fields do, when a formula has other letters."""
    assert page.evaluate("""async () => {
      const { Model, Layout, askPython, kernelOf, watchLab } = stage, model = new Model({ kernel: kernelOf() }, new Layout(true));
      document.body.innerHTML = '<div class="nbnn-lab"><p></p><div class="nbnn-controls"><button>1</button></div>'
        + '<div class="nbnn-bar"><button>2</button></div></div>';
      const [first, second] = document.querySelectorAll('button'), saying = () => document.querySelectorAll('.nbnn-python').length;
      const frame = () => new Promise(requestAnimationFrame), stop = watchLab(model, document.querySelector('p'));
      const seen = [];
      for (const button of [first, second]) {
        await frame();
        const waits = heard('nbnn-python-waits');
        askPython(model, {}, { from: button });
        await waits;
        await frame();
        seen.push(saying());
        first.remove();
      }
      stop();
      return seen;
    }""") == [1, 1]


def test_where_nobody_says_what_there_is_an_answer_shows_it(page):
    assert page.evaluate("""async () => {
      const { Model, askPython, pythonOf } = stage, model = new Model(undefined, undefined), from = document.body;
      const waits = heard('nbnn-python-waits');
      const state = pythonOf(model), asked = askPython(model, {}, { from }), said = await waits, answered = heard('nbnn-python-answered');
      model.trigger('change');
      await answered;
      return [state, asked, said];
    }""") == ["alive", True, "silent"]
