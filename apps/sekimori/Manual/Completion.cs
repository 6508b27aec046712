using System.CommandLine;
using System.Text;

namespace Sekimori.App.Manual;

/// <summary>Completion scripts: the words that may follow each command. They start no program, so that completion costs nothing.</summary>
internal static class Completion
{
    /// <summary>The script of a shell.</summary>
    /// <param name="root">The program's commands.</param>
    /// <param name="shell">bash, zsh or fish.</param>
    public static string Script(RootCommand root, string shell) => shell switch
    {
        "fish" => Fish(root),
        "zsh" => "#compdef sekimori\nautoload -U +X bashcompinit && bashcompinit\n" + Bash(root),
        _ => Bash(root),
    };

    private static string Bash(RootCommand root)
    {
        var text = new StringBuilder("""
            # bash completion for sekimori; `sekimori completion bash` writes it.
            _sekimori() {
                local cur=${COMP_WORDS[COMP_CWORD]} path='' word words='' i
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case " $(_sekimori_words "$path") " in *" $word "*) [[ $word == -* ]] || path+="${path:+ }$word" ;; esac
                done
                words=$(_sekimori_words "$path")
                COMPREPLY=($(compgen -W "$words" -- "$cur"))
                if [[ ${#COMPREPLY[@]} -eq 0 && $cur != -* ]]; then COMPREPLY=($(compgen -f -- "$cur")); fi
            }
            _sekimori_words() {
                case "$1" in

            """);
        foreach (var (path, command) in All("", root)) text.Append($"    '{path}') printf '%s' '{string.Join(' ', Words(command))}' ;;\n");
        text.Append("    esac\n}\ncomplete -o filenames -F _sekimori sekimori\n");
        return text.ToString();
    }

    private static string Fish(RootCommand root)
    {
        var text = new StringBuilder("# fish completion for sekimori; `sekimori completion fish` writes it.\n");
        foreach (var (path, command) in All("", root))
        {
            // The command's own words have to be there, and none of those that may follow it.
            var seen = string.Concat(path.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => $"; and __fish_seen_subcommand_from {word}"));
            var children = Children(command).Select(child => child.Name).ToList();
            var condition =
                $"true{seen}{(children.Count > 0 ? $"; and not __fish_seen_subcommand_from {string.Join(' ', children)}" : "")}";
            foreach (var child in Children(command))
                text.Append($"complete -c sekimori -n '{condition}' -f -a {child.Name} -d '{Quoted(child.Description)}'\n");
            foreach (var option in command.Options.Where(option =>
                !option.Hidden && option.Name.StartsWith("--", StringComparison.Ordinal)))
                text.Append($"complete -c sekimori -n '{condition}' -l {option.Name[2..]} -d '{Quoted(option.Description)}'\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Path, Command Command)> All(string path, Command command) =>
        Children(command).SelectMany(child => All(path.Length == 0 ? child.Name : $"{path} {child.Name}", child)).Prepend((path, command));

    private static IEnumerable<Command> Children(Command command) => command.Subcommands.Where(child => !child.Hidden);

    private static IEnumerable<string> Words(Command command) =>
        Children(command).Select(child => child.Name)
        .Concat(command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name)).Distinct());

    private static string Quoted(string? text) =>
        (text ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
