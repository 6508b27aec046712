using Sekimori.Client.WsMan;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Storage.Tests.Audit;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>An open session ends when its reason has gone, and each end says why.</summary>
[Trait("Size", "Large")]
public sealed class SessionTests
{
    // The bar is five seconds; a busy machine gets a little more for the test itself.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(6);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_disabled_account() => EndsAsync(gate => gate.Accounts.SetEnabled("alice", false), "the account is disabled");

    [Fact]
    public Task A_removed_account() => EndsAsync(gate => gate.Accounts.Remove("alice"), "the account was removed");

    [Fact]
    public Task A_lesser_role() => EndsAsync(gate => gate.Accounts.SetRole("alice", Role.Reader), "role is now Reader");

    [Fact]
    public Task A_policy_without_its_rule() => EndsAsync(gate => File.WriteAllText(gate.PolicyFile,
        "version: 1\ndefault: deny\naudit: yes\nrules: [{ name: other, account: bob, target: echo, do: allow }]\n"),
        "the policy no longer allows it");

    [Fact]
    public Task A_target_that_is_no_longer_listed() => EndsAsync(gate =>
    {
        gate.Gateway = gate.Gateway with { Targets = [] };
        gate.Reread();
    }, "the target is no longer in the settings");

    [Fact]
    public Task A_target_with_other_ports() => EndsAsync(gate =>
    {
        gate.Gateway = gate.Gateway with { Targets = [gate.Gateway.Targets[0] with { Ports = [new(1, 1)] }] };
        gate.Reread();
    }, "the target is no longer in the settings");

    [Fact]
    public Task A_request_of_an_administrator() => EndsAsync(gate => gate.Journal.AskToEnd(gate.Journal.ReadAll()[0].Id, "root"),
        "ended by root (sekimori sessions end)");

    [Fact]
    public Task Silence() => EndsAsync(_ => { }, "idle-timeout", settings => settings with { IdleTimeout = TimeSpan.FromSeconds(2) });

    [Fact]
    public Task The_end_of_the_gate() => EndsAsync(gate => gate.StopAsync(), "the gate stops");

    [Fact]
    public async Task What_does_not_change_a_session_does_not_end_it()
    {
        await using var gate = await RunningGate.StartAsync();
        await using var stream = await gate.OpenAsync();
        gate.Accounts.SetPassword("alice", "another-Passw0rd");
        gate.Accounts.SetRole("alice", Role.Administrator);
        gate.Accounts.Remove("bob");
        File.AppendAllText(gate.PolicyFile, "  - { name: one more, account: bob, target: echo, do: allow }\n");
        gate.Gateway = gate.Gateway with
        {
            Targets = [.. gate.Gateway.Targets, new() { Name = "new", Address = "198.51.100.9", Ports = [new(135, 135)] }]
        };
        gate.Reread();
        // Requests to end other sessions, and names that are none.
        gate.Journal.AskToEnd(SessionJournal.NewId(), "root");
        File.WriteAllText(Path.Combine(gate.DataFolder, SessionJournal.FolderName, "ending", "nonsense"), "x");
        await Task.Delay(TimeSpan.FromSeconds(4), Token);
        await stream.WriteAsync("still"u8.ToArray(), Token);
        await stream.ReadExactlyAsync(new byte[5], Token);
        Assert.Empty(Directory.GetFiles(Path.Combine(gate.DataFolder, SessionJournal.FolderName, "ending")));
    }

    [Fact]
    public async Task Sessions_have_limits_for_all_and_for_one_account()
    {
        await using var gate = await RunningGate.StartAsync("""
            version: 1
            default: deny
            rules: [{ name: both, account: [alice, bob], target: echo, do: allow }]
            """, settings => settings with { Sessions = 3, SessionsPerAccount = 2 });
        await using var first = await gate.OpenAsync();
        var second = await gate.OpenAsync();
        var refused = await Assert.ThrowsAsync<WsManClientException>(() => gate.OpenAsync());
        Assert.Contains("sessions-per-account", refused.Message, StringComparison.Ordinal);
        await using var third = await gate.OpenAsync("bob");
        refused = await Assert.ThrowsAsync<WsManClientException>(() => gate.OpenAsync("bob"));
        Assert.Contains("limit reached: the gateway has 3", refused.Message, StringComparison.Ordinal);
        await second.DisposeAsync();
        await ConnectTests.WaitAsync(() => gate.Journal.ReadAll().Count == 2);
        await (await gate.OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_rule_that_limits_counts_open_sessions()
    {
        await using var gate = await RunningGate.StartAsync("""
            version: 1
            default: deny
            rules: [{ name: one at a time, account: alice, target: echo, concurrent: 1, do: limit }]
            """);
        var first = await gate.OpenAsync();
        await Assert.ThrowsAsync<WsManClientException>(() => gate.OpenAsync());
        await first.DisposeAsync();
        await ConnectTests.WaitAsync(() => gate.Journal.ReadAll().Count == 0);
        await (await gate.OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Sessions_of_a_killed_server_are_told_at_the_next_start()
    {
        var id = SessionJournal.NewId();
        await using var gate = await RunningGate.StartAsync(prepare: folder =>
        {
            var journal = new SessionJournal(folder);
            journal.Create();
            journal.Write(new()
            {
                Id = id, Account = "alice", Scheme = "NTLM", Client = "192.0.2.7:50000", Target = "dc1", Address = "198.51.100.2:135",
                SourcePort = 40000, Rule = "it", Begun = DateTimeOffset.UtcNow.AddHours(-1), Noted = DateTimeOffset.UtcNow, Sent = 17,
                Received = 4711,
            });
            // Files that are no notes are left alone.
            File.WriteAllText(Path.Combine(folder, SessionJournal.FolderName, "0123456789abcdef.json"), "{\"id\":");
            File.WriteAllText(Path.Combine(folder, SessionJournal.FolderName, "note.json"), "{}");
        });
        Assert.Empty(gate.Journal.ReadAll());
        var line = Assert.Single(await gate.StopAsync(), line => line.Contains("\"name\":\"cut\"", StringComparison.Ordinal));
        Assert.All((string[])[id, "\"account\":\"alice\"", "192.0.2.7", "198.51.100.2", "\"received\":\"4711\"", "\"target_name\":\"dc1\""],
            part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("refuse", true)]
    [InlineData("go-on", false)]
    public async Task Without_its_audit_log_the_gate_closes_where_the_policy_wants_it(string without, bool closes)
    {
        using var disk = SmallDisk.Mount(1024);
        await using var gate = await RunningGate.StartAsync($"""
            version: 1
            default: deny
            audit: required
            without_audit: {without}
            rules: [{"{"} name: it, account: alice, target: echo, do: allow {"}"}]
            """, changeAll: settings => settings with
        {
            Guard = settings.Guard with { Audit = settings.Guard.Audit with { Folder = disk.Path } },
        });
        await using var stream = await gate.OpenAsync();
        disk.Fill();
        if (closes)
        {
            // The log learns that it cannot be written from what it has to write; its last block may have room for some lines.
            var opened = 0;
            while (await TryOpenAsync(gate)) Assert.InRange(++opened, 1, 100);
            for (var i = 0; i < 20; i++) Assert.False(await TryOpenAsync(gate));
            Assert.Equal(0, await stream.ReadAsync(new byte[1], Token).AsTask().WaitAsync(Soon, Token));
            // What is not recorded has not been passed on: at most the connection whose record failed was made.
            Assert.InRange(gate.Target.Seen.Count, 1 + opened, 2 + opened);
        }
        else
        {
            await (await gate.OpenAsync()).DisposeAsync();
            await Task.Delay(TimeSpan.FromSeconds(3), Token);
            await stream.WriteAsync("still"u8.ToArray(), Token);
            await stream.ReadExactlyAsync(new byte[5], Token);
        }
        disk.Empty();
    }

    private static async Task<bool> TryOpenAsync(RunningGate gate)
    {
        try
        {
            await (await gate.OpenAsync()).DisposeAsync();
            return true;
        }
        catch (WsManClientException)
        {
            // By a 503 with the reason while the first record fails; then the guard closes at connect, before TLS, since that should be
            // recorded too.
            return false;
        }
    }

    private static Task EndsAsync(Action<RunningGate> change, string why, Func<GatewaySettings, GatewaySettings>? settings = null) =>
        EndsAsync(gate =>
        {
            change(gate);
            return Task.CompletedTask;
        }, why, settings);

    private static async Task EndsAsync(
        Func<RunningGate, Task> change, string why, Func<GatewaySettings, GatewaySettings>? settings = null)
    {
        await using var gate = await RunningGate.StartAsync(change: settings);
        await using var stream = await gate.OpenAsync();
        await stream.WriteAsync("x"u8.ToArray(), Token);
        await stream.ReadExactlyAsync(new byte[1], Token);
        var note = Assert.Single(gate.Journal.ReadAll());
        Assert.Equal(("alice", "echo", "alice to echo"), (note.Account, note.Target, note.Rule));
        await change(gate);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token).AsTask().WaitAsync(Soon, Token));
        await ConnectTests.WaitAsync(() => gate.Journal.ReadAll().Count == 0);
        Assert.Contains(await gate.StopAsync(), line => line.Contains("\"name\":\"ended\"", StringComparison.Ordinal)
            && line.Contains(note.Id, StringComparison.Ordinal) && line.Contains(why, StringComparison.Ordinal)
            && line.Contains("\"type\":\"session\"", StringComparison.Ordinal));
    }
}
