using Sekimori.App.Tests.Kit;
using Sekimori.Client.Rpc;

namespace Sekimori.App.Tests.Serving;

/// <summary>The audit log of `sekimori serve`: killed in the middle of load; and what is not a database for it.</summary>
[Trait("Size", "Large")]
public sealed class AuditServingTests
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("SEKIMORI_KILLS"), out var wanted) ? wanted : 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_under_load_has_every_call_that_was_answered_on_record_and_a_whole_chain()
    {
        using var folder = new TemporaryFolder();
        var policy = folder.Write("policy.yaml", "version: 1\naudit: required\nrules: [{ name: here, from: loopback, do: allow }]\n");
        long answered = 0;
        for (var round = 0; round < Kills; round++)
        {
            await using var server = await ServeCommand.StartAsync(folder, "--policy", policy);
            var binding = new RpcBinding("127.0.0.1", server.RpcPort);
            using var end = new CancellationTokenSource();
            var load = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                try
                {
                    while (!end.IsCancellationRequested)
                    {
                        await EndpointMapReader.ReadAsync(binding, null, Token);
                        Interlocked.Increment(ref answered);
                    }
                }
                catch (Exception gone)
                    when (gone is RpcConnectionException or IOException or OperationCanceledException or System.Net.Sockets.SocketException)
                {
                    // The server was killed.
                }
            })).ToArray();
            var before = Interlocked.Read(ref answered);
            for (var tries = 0; tries < 600 && Interlocked.Read(ref answered) < before + 100; tries++) await Task.Delay(50, Token);
            Assert.True(Interlocked.Read(ref answered) >= before + 100, "there is no load");
            server.Signal(9);
            await server.Command.EndAsync();
            await end.CancelAsync();
            await Task.WhenAll(load);
        }
        // The next start repairs what the last kill left; it adds lines of its own.
        await using (var after = await ServeCommand.StartAsync(folder, "--policy", policy))
        {
            after.Signal(15);
            Assert.Equal(0, await after.Command.EndAsync());
        }
        var (code, verified, _) = await Here.RunAsync("log", "verify", "--data", folder.Path);
        Assert.True(code == 0, verified);
        var calls = Directory.GetFiles(Path.Combine(folder.Path, "audit"), "audit-*.jsonl").SelectMany(File.ReadLines)
            .Count(line => line.Contains("\"type\":\"call\"", StringComparison.Ordinal)
            && line.Contains("\"operation\":\"ept_lookup\"", StringComparison.Ordinal));
        Assert.True(calls >= answered, $"{answered} calls were answered, and {calls} are on record");
    }

    [Fact]
    public async Task A_log_that_somebody_with_its_key_wrote_anew_is_told_by_the_head_that_was_kept_elsewhere()
    {
        using var folder = new TemporaryFolder();
        for (var run = 0; run < 2; run++)
        {
            // The second time the whole log is another one, signed with the same key.
            if (run == 1) foreach (var file in Directory.GetFiles(Path.Combine(folder.Path, "audit"), "audit-*.jsonl")) File.Delete(file);
            await using var server = await ServeCommand.StartAsync(folder);
            await EndpointMapReader.ReadAsync(new RpcBinding("127.0.0.1", server.RpcPort), null, Token);
            server.Signal(15);
            Assert.Equal(0, await server.Command.EndAsync());
            if (run == 0)
            {
                var (code, head, _) = await Here.RunAsync("log", "head", "--data", folder.Path);
                Assert.Equal(0, code);
                folder.Write("head.json", head);
                (code, var whole, _) = await Here.RunAsync("log", "verify", "--data", folder.Path, "--head", folder.File("head.json"));
                Assert.True(code == 0, whole);
            }
        }
        Assert.Equal(0, (await Here.RunAsync("log", "verify", "--data", folder.Path)).ExitCode);
        var (refused, said, _) = await Here.RunAsync("log", "verify", "--data", folder.Path, "--head", folder.File("head.json"));
        Assert.Equal(1, refused);
        Assert.Contains("the kept head", said);
        // A head that somebody made himself is no better.
        folder.Write("forged.json", File.ReadAllText(folder.File("head.json"))
            .Replace("\"seq\": ", "\"seq\": 1", StringComparison.Ordinal));
        (refused, _, var error) = await Here.RunAsync("log", "verify", "--data", folder.Path, "--head", folder.File("forged.json"));
        Assert.Equal(1, refused);
        Assert.Contains("not signed by this key", error);
    }

    [Fact]
    public async Task A_connection_string_that_everybody_may_read_or_that_is_none_is_refused_in_one_line_without_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("database", "Host=db;Password=hunter2");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        foreach (var chosen in (string[][])[
            ["--audit-database-file", file], ["--audit-database", "Host=db;Port=hunter2"],
            ["--audit-database", "Host=db", "--audit-database-file", file]])
        {
            var (code, _, error) = await Command.RunAsync([.. ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path), .. chosen]);
            Assert.Equal(2, code);
            Assert.Single(error.TrimEnd().Split('\n'));
            Assert.DoesNotContain("hunter2", error);
        }
    }
}
