using System.CommandLine;
using Sekimori.App.Manual;

namespace Sekimori.App.Tests.Manual;

/// <summary>The scripts of `sekimori completion`, run by the shells themselves.</summary>
[Trait("Size", "Large")]
public class CompletionTests
{
    private const string Bash = """
        source "$1"; shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sekimori
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    // One bash for all: each line of the input is a command line to complete, the empty word at its end a dot.
    private const string EveryLine = """
        source "$1"
        while read -ra COMP_WORDS; do
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            [[ ${COMP_WORDS[COMP_CWORD]} != . ]] || COMP_WORDS[COMP_CWORD]=''
            _sekimori; echo "${COMPREPLY[*]}"
        done
        """;

    // Outside of a line that is edited, these print what they would offer.
    private const string Zsh = """
        compdef() { }
        compset() { }
        compadd() { shift; print -l -- $@ }
        _files() { print -- "files $1" }
        source "$1"; shift
        words=("$@"); CURRENT=$#; _sekimori
        """;

    private const string Fish = "source $argv[1]; complete -C $argv[2] | string split -f 1 \\t; true";

    [Theory]
    [InlineData("wsman", "ws")]
    [InlineData("dump", "rpc", "d")]
    [InlineData("--log-format", "serve", "--log-")]
    [InlineData("json text", "serve", "--log-format", "")]
    [InlineData("json", "serve", "--log-format", "=", "j")]
    [InlineData("reader", "account", "add", "alice", "--role", "r")]
    [InlineData("connect integrity packet privacy", "rpc", "dump", "dc1", "--level", "")]
    [InlineData("bash fish zsh", "completion", "")]
    [InlineData("--help", "rpc", "map", "--he")]
    [InlineData("/usr/share", "serve", "--data", "/usr/sha")]
    [InlineData("/proc/self/cmdline", "watch", "--json", "/proc/self/cmdl")]
    // An option's value is no command, and an option without a value takes none.
    [InlineData("/proc/self/cmdline", "serve", "--policy", "rpc", "--settings", "/proc/self/cmdl")]
    [InlineData("", "rpc", "dump", "--user", "")]
    public async Task Bash_completes(string expected, params string[] words) =>
        Assert.Equal(expected, Sorted(await CompletionShell.RunAsync("bash", Bash, "", ["sekimori", .. words])));

    [Fact]
    public async Task Bash_completes_every_command_and_every_option()
    {
        var root = Commands.Root();
        var all = CommandTree.All(root).ToList();
        Assert.True(all.Count > 50, $"only {all.Count} commands");
        var groups = all.Where(entry => CommandTree.Children(entry.Command).Any()).ToList();
        var lines = groups.Select(entry => $"sekimori {entry.Path} .").Concat(all.Select(entry => $"sekimori {entry.Path} -"));
        var expected = groups.Select(entry => string.Join(' ', CommandTree.Children(entry.Command).Select(child => child.Name)))
            .Concat(all.Select(entry => string.Join(' ', CommandTree.Options(entry.Command, root).SelectMany(CommandTree.Spellings))));
        Assert.Equal(expected, await CompletionShell.RunAsync("bash", EveryLine, string.Join('\n', lines) + "\n"));
    }

    [Theory]
    [InlineData("dump interfaces map ping", "rpc", "")]
    [InlineData("json text", "serve", "--log-format", "")]
    [InlineData("json text", "serve", "--log-format=t")]
    [InlineData("files -/", "serve", "--data", "")]
    [InlineData("files ", "watch", "--json", "x")]
    public async Task Zsh_completes(string expected, params string[] words) =>
        Assert.Equal(expected, Sorted(await CompletionShell.RunAsync("zsh", Zsh, "", ["sekimori", .. words])));

    [Theory]
    [InlineData("dump interfaces map ping", "sekimori rpc ")]
    [InlineData("json text", "sekimori serve --log-format ")]
    [InlineData("--map", "sekimori watch --ma")]
    // `map` below `rpc` is another command than `map`.
    [InlineData("", "sekimori rpc map dc1 --htm")]
    public async Task Fish_completes(string expected, string line) =>
        Assert.Equal(expected, Sorted(await CompletionShell.RunAsync("fish", Fish, "", line)));

    private static string Sorted(string[] lines) => string.Join(' ', lines.Order(StringComparer.Ordinal));
}
