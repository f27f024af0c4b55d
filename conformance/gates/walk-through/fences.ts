// The fenced blocks of a Markdown file, in their order: what a reader copies, and what is promised to come.

export interface Fence {
  readonly language: string;
  readonly text: string;
}

export function fencesIn(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = "", text = ""]) => {
    return { language, text };
  });
}
