// What the modules of the views hand to each other, for the type checker: `deno check` reads it, a page never gets it.

/** A widget's model in the page. A player is one, and so is a bqplot mark. */
interface Model {
  get(name: string): any;
  set(name: string | Record<string, unknown>, value?: unknown): void;
  send(content: unknown, callbacks?: object, buffers?: ArrayBuffer[]): void;
  save_changes(callbacks?: object): void;
  on(events: string, act: (...given: any[]) => void): void;
  off(events: string, act?: (...given: any[]) => void): void;
  trigger(event: string, ...given: unknown[]): void;
  widget_manager: Manager;
  nbnnShown?: number;
}

interface Manager {
  get_model(id: string): Promise<Model>;
  kernel?: any;
  context?: any;
  restored?: any;
  nbnnAnswers?: Answers;
}

/** What a page without Python answers itself: see page/page.js. */
interface Answers {
  knows(id: string, what: string): boolean;
  ask(id: string, question: unknown): boolean;
}

/** Draws a widget into an element; returns what ends that. */
type Render = (view: View) => Stop | void;

type RenderLater = (view: View) => Promise<Stop>;

interface View {
  model: Model;
  el: HTMLElement;
}

type Stop = () => void;

/** Runs what it was made from when nothing has asked for it for a while. */
type Lazily = (() => void) & { stop: Stop };

type Recorded = import("./shared/recording.js").Recording;

type Draw = (recording: Recorded, inTurn?: boolean) => void; // inTurn: drawn while others wait

/** A place in a recording. */
interface Place {
  index: number;
  line: number;
  unit: number;
  term?: number;
}

/** Where one is in a sum of products: a line of the board, an entry of it, and a product of that entry. */
interface Term {
  line: any;
  unit: number;
  term: number;
}

/** A number of a template: entry `k` of quantity `q`. */
interface Slot {
  q: string;
  k: number;
  e?: number;
  after?: boolean;
  paren?: boolean;
}

/** A node of a formula or a sentence: see explain/writing/template.py. */
type Template =
  | string
  | any[]
  | Slot
  | { t: string; s: string }
  | { m: Template[][] }
  | { frac: Template[] }
  | { sup: [Template, string] }
  | { sub: [Template, Template] }
  | { stack: Template[] };

/** of: how many lines the board shows. */
type Sentence = (
  recording: Recorded, schema: any, i: number, at: number, unit: number, granularity: string, of?: number, term?: number,
) => string;

/** A number on the page: what it shows, and where it is written. */
interface Written {
  slot: Slot;
  element: HTMLElement;
  node: Text;
  room: number;
}

/** A network as a page evaluates it, for painting only. */
interface Layer {
  rows: number;
  columns: number;
  constant: boolean;
  weights: ArrayLike<number> & { subarray?: unknown };
  g?: (a: number) => number;
}

type Floats = Float32Array | Float64Array;

type FloatArray = new (size: number) => Floats;

/** inputs: the values of each at all points; room: those of each layer's units. Returns the scores. */
type Forward = (
  layers: Layer[], g: (a: number) => number, inputs: ArrayLike<number>[], room: Floats[][],
) => ArrayLike<number>[];

interface Painted {
  inputs: number;
  scores: number;
  g: (a: number) => number;
  output?: (s: number) => number;
  layers: Layer[];
}

interface Bitmap {
  width: number;
  height: number;
  image: ImageData;
  pixels: Uint32Array;
}

/** [red, green, blue], each up to 255. */
type Color = number[];

/** A theme's colors by their names in theme.css. */
type Colors = Record<string, Color>;

/** sub: pixels of the bitmap for each cell; shown: pixels of the screen for each of the bitmap's. */
type PaintScore = (
  bitmap: Bitmap, scores: ArrayLike<number>, cells: number, sub: number[],
  shown: number[], band: boolean, colors: Colors,
) => void;

/** count: how many scores each point has; colors: a region's each. */
type PaintValues = (
  bitmap: Bitmap, scores: ArrayLike<number>, cells: number, sub: number[],
  count: number, span: number[], colors: Colors,
) => void;

type PaintRegions = (
  bitmap: Bitmap, scores: ArrayLike<number>, cells: number, sub: number[],
  count: number, colors: Color[], theme: Colors,
) => void;

/** Where a question is answered; `follow` takes over what was chosen in another view. */
interface Form {
  root: HTMLElement;
  answer: { hands?: (number | null)[]; [part: string]: unknown };
  hands?: { value: (number | null)[] | null };
  show(marks: string[]): void;
  focus(): void;
  follow?(): void;
}

/** A part of the diagram, and what was last written to each of its attributes. */
interface Mark {
  el: SVGElement;
  was: Record<string, string | null>;
  font?: string;
}
