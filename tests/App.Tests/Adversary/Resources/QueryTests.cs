using System.Diagnostics;
using System.Text;
using Sekimori.Adversary.Tests.Kit;

namespace Sekimori.Adversary.Tests.Resources;

/// <summary>A query that is made to be slow costs little, and ends with its client.</summary>
[Trait("Size", "Large")]
public sealed class QueryTests : IDisposable
{
    private const string Open = "version: 1\nrules:\n  - { name: all, do: allow }\n";

    // Processes with command lines of 32 KB, which a LIKE is compared with. A filter has 32 KB at most too.
    private readonly Process[] _long =
        [.. Enumerable.Range(0, 2).Select(_ => Process.Start("/bin/sh", ["-c", "sleep 600; :", new string('a', 32_000)]))];

    public void Dispose()
    {
        foreach (var process in _long)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }

    // Each makes a matcher that goes back try its characters again at every one of the text: 480 here.
    public static TheoryData<string, string> Patterns => new()
    {
        { "letters behind a run", "%" + new string('a', 480) + "b" },
        { "letters between runs", "%" + new string('a', 470) + "b%" },
        { "sets behind a run", "%" + string.Concat(Enumerable.Repeat("[a-z]", 95)) + "9" },
        { "any characters behind a run", "%a" + new string('_', 470) + "9" },
        { "many runs", string.Concat(Enumerable.Repeat("%aaaaaaaaaaaaaaa", 30)) + "b" },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task A_LIKE_that_is_made_to_be_slow_is_not(string name, string pattern)
    {
        await using var gate = await AttackedGate.StartAsync(Open);
        Assert.Contains(
            "aaaaaaaa", (await AskAsync(gate, "SELECT CommandLine FROM Win32_Process WHERE CommandLine LIKE '%aaaaaaaa%'")).Text,
            StringComparison.Ordinal);
        var process = gate.Server.Command.Process;
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        // Forty of them took some ten seconds; a query of all processes takes about 50 ms.
        var status = (await AskAsync(gate, Slow(pattern))).Status;
        process.Refresh();
        var took = process.TotalProcessorTime - before;
        Assert.True(took < TimeSpan.FromSeconds(2.5),
            $"{name}: {took.TotalSeconds} s of processor time, {clock.Elapsed.TotalSeconds} s in all, status {status}");
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_queries()
    {
        await using var gate = await AttackedGate.StartAsync(Open);
        await AskAsync(gate, "SELECT Handle FROM Win32_Process");
        var body = Encoding.UTF8.GetBytes(Envelope(Slow("%" + new string('a', 480) + "b")));
        for (var n = 0; n < 2; n++)
        {
            using var leaving = await RawConnection.OpenAsync(gate.Server.HttpPort);
            await leaving.SendAsync(
                (byte[])[
                .. Encoding.ASCII.GetBytes(
                $"{AttackedGate.Head("operator", "adversary")}Content-Type: application/soap+xml\r\nContent-Length: {body.Length}\r\n\r\n"),
                .. body]);
            await Task.Delay(50);
        }

        // Each of the two continued for ten seconds and more. What a server does by itself at its start may take a part of the first
        // seconds.
        var after = TimeSpan.MaxValue;
        for (var tries = 0; tries < 3 && after > TimeSpan.FromSeconds(0.5); tries++)
            after = await Usage.ProcessorAsync(gate.Server.Command.Process, TimeSpan.FromSeconds(2));
        Assert.True(after <= TimeSpan.FromSeconds(0.5),
            $"{after.TotalSeconds} s of processor time in two seconds, long after the clients have gone");
    }

    private static string Slow(string pattern) =>
        "SELECT Handle FROM Win32_Process WHERE " + string.Join(" OR ", Enumerable.Repeat($"CommandLine LIKE '{pattern}'", 40));

    private static Task<RawReply> AskAsync(AttackedGate gate, string query) => gate.PostAsync(Envelope(query));

    private static string Envelope(string query) =>
        new Parts().With(Spelling.Find("Spellings/bases.yaml", "envelope").Map("parts"))
        .With(Spelling.Find("Spellings/bases.yaml", "users").Map("parts"))
        .With("id", Guid.NewGuid().ToString()).With("query", query.Replace("<", "&lt;", StringComparison.Ordinal)).Of("envelope");
}
