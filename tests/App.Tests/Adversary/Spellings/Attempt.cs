using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sekimori.Adversary.Tests.Kit;

namespace Sekimori.Adversary.Tests.Spellings;

/// <summary>
/// One request that is sent to a server, and whether it has had its effect: a process that ran, data that came. What the status says is
/// ignored.
/// </summary>
internal sealed class Attempt
{
    /// <summary>How long a process that was started may take to make its file.</summary>
    private static readonly TimeSpan Started = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long it is waited for one that must not be there; <see cref="Markers"/> looks once more at the end of all tests.
    /// </summary>
    private static readonly TimeSpan Never = TimeSpan.FromMilliseconds(100);

    private static readonly string[] s_around =
        ["prolog", "before", "first", "last", "between", "body-first", "body-last", "behind", "trailer"];

    private readonly Spelling _base;
    private readonly Spelling? _row;
    private readonly Parts _parts;

    /// <summary>Prepares a request.</summary>
    /// <param name="baseName">Which request of bases.yaml.</param>
    /// <param name="row">The spelling; null for the plain one.</param>
    public Attempt(string baseName, Spelling? row = null)
    {
        (_base, _row) = (Spelling.Find("Spellings/bases.yaml", baseName), row);
        Marker = Markers.New();
        _parts = new Parts().With(Spelling.Find("Spellings/bases.yaml", "envelope").Map("parts")).With(_base.Map("parts"))
            .With(row?.Map("parts") ?? [])
            .With("marker", Marker).With("folder", Path.GetDirectoryName(Marker)!).With("name", Path.GetFileName(Marker))
            .With("command", $"/usr/bin/touch {Marker}")
            .With("mark", Witness.Name).With("pid", $"{Witness.Process}").With("host", Environment.MachineName).With("group", Witness.Group)
            .With("id", Guid.NewGuid().ToString()).With("shell", "");
    }

    /// <summary>The file that a process of this request would make.</summary>
    public string Marker { get; }

    /// <summary>The User-Agent by which its lines in the audit log are found.</summary>
    public string Agent { get; } = $"adversary-{Guid.NewGuid():N}";

    /// <summary>
    /// SHA-256 of its command line, of that with its arguments, and of the arguments with line breaks behind, in hexadecimal.
    /// </summary>
    public IReadOnlyList<string> Sums
    {
        get
        {
            var body = XElement.Parse($"<body {_parts.Of("namespaces")}>{_parts.Of("body")}</body>");
            string[] Texts(params string[] names) =>
                [.. body.Descendants().Where(one => names.Contains(one.Name.LocalName) && !one.HasElements).Select(one => one.Value)];
            var (commands, arguments) = (Texts("Command", "CommandLine"), Texts("Arguments"));
            string[] hashed = [.. commands, .. commands.Select(one => string.Join(' ', [one, .. arguments])),
                string.Concat(arguments.Select(one => one + "\n"))];
            return [.. hashed.Concat(hashed.Select(one => one.Trim()))
                .Select(one => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(one))))];
        }
    }

    /// <summary>The class that the request is about; null for shells.</summary>
    public string? Class => _base.Map("parts").FirstOrDefault(part => part.Key == "class").Value;

    /// <summary>The answer to it.</summary>
    public RawReply Reply { get; private set; } = new(0, "", []);

    /// <summary>Sends it, and sees what becomes of it.</summary>
    /// <returns>True if it has had its effect.</returns>
    public async Task<bool> HappensAsync(AttackedGate gate)
    {
        switch (_base["kind"])
        {
            case "file":
                Reply = await SendAsync(gate);
                return await IsThereAsync(Reply.Status == 200);
            case "text":
                Reply = await SendAsync(gate);
                return await HasDataAsync(gate);
            case "shell":
                Reply = await SendAsync(gate);
                return Find(Reply.Text, "ShellId") is { } opened && await RunAsync(gate, opened);
            default:
                var shell = await gate.PostAsync(new Attempt("shell")._parts.Of("envelope"), Agent);
                Assert.True(shell.Status == 200, shell.Text);
                var id = Find(shell.Text, "ShellId")!;
                _parts.With("shell", id);
                Reply = await SendAsync(gate);
                var isThere = await IsThereAsync(Reply.Status == 200);
                await EndAsync(gate, id);
                return isThere;
        }
    }

    // The command goes the way of its shell: what hides the one may hide the other.
    private async Task<bool> RunAsync(AttackedGate gate, string shell)
    {
        var command = new Attempt("command")._parts.With(_row?.Map("parts").Where(part => s_around.Contains(part.Key)) ?? [])
            .With("command", _parts.Of("command")).With("shell", shell);
        var answer = await gate.PostAsync(command.Of("envelope"), Agent);
        var isThere = await IsThereAsync(answer.Status == 200);
        await EndAsync(gate, shell);
        return isThere;
    }

    // A user has thirty shells at most.
    private async Task EndAsync(AttackedGate gate, string shell)
    {
        var end = new Attempt("command")._parts.With("action", "{transfer}/Delete").With("body", "").With("shell", shell);
        Assert.NotEqual(0, (await gate.PostAsync(end.Of("envelope"), Agent)).Status);
    }

    private Task<RawReply> SendAsync(AttackedGate gate) =>
        EnvelopeSender.SendAsync(gate, _parts.Of("envelope"), _row?["wire"]?.Split(' ') ?? [], _row?["type"], Agent);

    private async Task<bool> IsThereAsync(bool isLikely)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed < (isLikely ? Started : Never);)
        {
            if (File.Exists(Marker)) return true;
            await Task.Delay(20);
        }

        return false;
    }

    // Answers continue behind a context; it is pulled from until there is no more of it.
    private async Task<bool> HasDataAsync(AttackedGate gate)
    {
        var data = new Regex(_parts.Of("data"), RegexOptions.Singleline);
        for (var text = Reply.Text; ;)
        {
            if (data.IsMatch(text)) return true;
            if (Find(text, "EnumerationContext") is not { Length: > 0 } context || text.Contains("EndOfSequence", StringComparison.Ordinal))
                return false;
            var pull = _parts.With("action", "{enumeration}/Pull").With("selectors", "").With("prolog", "").With("first", "")
                .With("last", "").With("resource", "<w:ResourceURI>{uri}</w:ResourceURI>")
                .With("action-header", "<a:Action>{action}</a:Action>")
                .With(
                "body", $"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext><n:MaxElements>32000</n:MaxElements></n:Pull>");
            text = (await gate.PostAsync(pull.Of("envelope"), Agent)).Text;
        }
    }

    private static string? Find(string text, string element) =>
        Regex.Match(text, $"<[^>]*:{element}[^>]*>([^<]*)<") is { Success: true } found ? found.Groups[1].Value
        : Regex.Match(text, $"Name=\"{element}\"[^>]*>([^<]*)<") is { Success: true } selector ? selector.Groups[1].Value : null;
}
