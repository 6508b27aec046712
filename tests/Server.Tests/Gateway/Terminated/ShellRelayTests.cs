using System.Text;
using System.Text.Json;
using Sekimori.Client.WsMan;
using Sekimori.Storage.Files;
using Sekimori.Storage.Recordings;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>Shells and long lists through the gate; what ends a session; what is recorded.</summary>
[Trait("Size", "Large")]
public sealed class ShellRelayTests
{
    private const string Cimv2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/";

    // The bar is five seconds; a busy machine gets a little more for the test itself.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shell_is_left_and_found_again_by_another_connection()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var first = gate.Client();
        var shell = await first.OpenShellAsync(cancellationToken: Token);
        var command = await shell.StartAsync(new("sleep 1; echo later"), Token);
        await shell.DisconnectAsync(cancellationToken: Token);
        using var second = gate.Client(scheme: WsManAuthentication.Basic);
        await using var again = await second.ConnectShellAsync(shell.Id, Token);
        var output = new StringBuilder();
        await foreach (var part in again.Command(command.Id).ReadAsync(Token)) output.Append(Encoding.UTF8.GetString(part.Bytes.Span));
        Assert.Equal("later\n", output.ToString());
    }

    [Fact]
    public async Task Ten_thousand_items_arrive_whole()
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-many");
        try
        {
            for (var i = 0; i < 10_000; i++) File.Create(Path.Combine(folder.FullName, $"f{i}")).Dispose();
            await using var gate = await TerminatedGate.StartAsync();
            using var client = gate.Client();
            var names = new HashSet<string>();
            var one = Assert.Single(await client.ListElementsAsync(new WsManResource(Cimv2 + "*", []),
                new EnumerateOptions { Wql = $"SELECT * FROM CIM_DataFile WHERE Name = '{folder.FullName}/f0'" }, Token));
            var query = $"SELECT Name FROM CIM_DataFile WHERE Drive = '{Of("Drive")}' AND Path = '{Of("Path")}' AND Name LIKE '%'";
            string Of(string property) => one.Elements().First(element => element.Name.LocalName == property).Value;
            await foreach (var item in client.EnumerateElementsAsync(
                new WsManResource(Cimv2 + "*", []), new EnumerateOptions { Wql = query, BatchSize = 1000 }, Token))
                names.Add(item.Elements().First(element => element.Name.LocalName == "Name").Value);
            Assert.Equal(10_000, names.Count);
            Assert.Equal(0, gate.Gate.Terminated.Contexts);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("account", "the account is disabled")]
    [InlineData("policy", "the policy no longer allows it")]
    [InlineData("target", "the target is no longer in the settings")]
    [InlineData("end", "ended by root (sekimori sessions end)")]
    public async Task A_session_ends_with_its_reason_and_its_shell_at_the_target_with_it(string what, string why)
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var client = gate.Client();
        var shell = await client.OpenShellAsync(cancellationToken: Token);
        var command = await shell.StartAsync(new("sleep 1000"), Token);
        var waiting = Task.Run(async () =>
        {
            await foreach (var _ in command.ReadAsync(Token))
            {
                // Nothing comes.
            }
        }, Token);
        await Task.Delay(500, Token);
        switch (what)
        {
            case "account": gate.Gate.Accounts.SetEnabled("alice", false); break;
            case "policy":
                File.WriteAllText(gate.Gate.PolicyFile,
                    "version: 1\ndefault: deny\naudit: yes\nrules: [{ name: other, account: bob, target: web1, do: allow }]\n");
                break;
            case "target":
                gate.Gate.Gateway = gate.Gate.Gateway with { Targets = [] };
                gate.Gate.Reread();
                break;
            default: gate.Gate.Journal.AskToEnd(gate.Gate.Journal.ReadAll()[0].Id, "root"); break;
        }
        await Assert.ThrowsAnyAsync<WsManClientException>(() => waiting.WaitAsync(Soon, Token));
        await WaitAsync(() => gate.Gate.Journal.ReadAll().Count == 0 && gate.Gate.Terminated.Shells == 0);
        var ended = Assert.Single(await gate.LinesAsync("session"), line => Text(line, "name") == "ended");
        Assert.Contains(why, ended.ToString(), StringComparison.Ordinal);
        Assert.Contains(await gate.Inner.StopAsync(), line => line.Contains("transfer/Delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_session_has_open_is_ended_at_the_target_whenever_the_gate_sweeps()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var client = gate.Client();
        await client.OpenShellAsync(cancellationToken: Token);
        var ending = gate.Gate.TerminatedSessions.Ending!;
        gate.Gate.TerminatedSessions.Ending = async session =>
        {
            // More than one sweep.
            await Task.Delay(TimeSpan.FromSeconds(2.5), Token);
            await ending(session);
        };
        gate.Gate.Accounts.SetEnabled("alice", false);
        await WaitAsync(() => gate.Gate.Journal.ReadAll().Count == 0 && gate.Gate.Terminated.Shells == 0);
        Assert.Single(await gate.LinesAsync("sha256"), line => Text(line, "name") == "recorded");
        Assert.Contains(await gate.Inner.StopAsync(), line => line.Contains("transfer/Delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shell_is_recorded_encrypted_and_its_hash_is_in_the_audit_log()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using (var client = gate.Client())
        {
            await using var shell = await client.OpenShellAsync(cancellationToken: Token);
            await using var command = await shell.StartAsync(new("read line; echo got $line; exit 4"), Token);
            await command.SendAsync("the-input\n"u8.ToArray(), true, Token);
            await foreach (var _ in command.ReadAsync(Token))
            {
                // To its end.
            }
        }
        var lines = await gate.LinesAsync("sha256");
        var recorded = Assert.Single(lines, line => Text(line, "name") == "recorded");
        var folder = RecordingText.Open(new DataFolder(gate.Gate.DataFolder));
        var name = Assert.Single(folder.Of(Text(recorded, "session")!));
        var file = Path.Combine(folder.Path, name + ".rec");
        Assert.Equal(Text(recorded, "sha256"),
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file, Token))));
        Assert.DoesNotContain("the-input", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);

        var text = RecordingText.Read(folder, name, out var isWhole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(isWhole);
        Assert.Equal(2, JsonDocument.Parse(text[0]).RootElement.GetProperty("version").GetInt32());
        var events = text[1..].Select(line => JsonDocument.Parse(line).RootElement)
            .Select(one => (one[1].GetString(), one[2].GetString())).ToList();
        Assert.Equal(("m", "command begun: read line; echo got $line; exit 4"), events[0]);
        Assert.Contains(("i", "the-input\n"), events);
        Assert.Contains(("o", "got the-input\n"), events);
        Assert.Equal(("m", "command ended: 4"), events[^1]);

        // One byte changed is found; a file without its end is told.
        var bytes = await File.ReadAllBytesAsync(file, Token);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Token);
        Assert.Throws<InvalidDataException>(() => RecordingText.Read(folder, name, out _));
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(file, bytes[..^1], Token);
        RecordingText.Read(folder, name, out isWhole);
        Assert.False(isWhole);
    }

    [Fact]
    public async Task Recordings_are_kept_as_long_as_the_settings_say_and_their_end_is_on_record()
    {
        RecordingFolder? folder = null;
        await using var gate = await TerminatedGate.StartAsync(
            change: settings => settings with { KeepRecordings = TimeSpan.FromDays(30) }, prepare: data =>
            {
                folder = RecordingText.Open(data);
                Make("old", 31);
                Make("young", 29);
            });
        await WaitAsync(() => Directory.EnumerateFiles(Path.Combine(gate.Gate.DataFolder, "audit"), "*.jsonl").Any(IsRecorded));
        Assert.Equal(["young"], folder!.Of(""));
        var change = Assert.Single(await gate.LinesAsync("name"), line => Text(line, "name") == "recordings");
        Assert.Contains("deleted after 30 days: old", change.ToString(), StringComparison.Ordinal);

        static bool IsRecorded(string file)
        {
            using var log = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return log.ReadToEnd().Contains("deleted after 30 days: old", StringComparison.Ordinal);
        }

        void Make(string name, int days)
        {
            folder.Create(name).Dispose();
            File.SetLastWriteTimeUtc(Path.Combine(folder.Path, name + ".rec"), DateTime.UtcNow.AddDays(-days));
        }
    }

    [Fact]
    public async Task Without_space_for_its_recording_no_shell_is_opened()
    {
        await using var gate = await TerminatedGate.StartAsync(change: settings => settings with { MinFreeSpace = long.MaxValue });
        using var client = gate.Client();
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.OpenShellAsync(cancellationToken: Token));
        Assert.Equal("QuotaLimit", fault.Subcode);
        await client.GetElementAsync(new WsManResource(Cimv2 + "Win32_OperatingSystem", []), Token);
        Assert.DoesNotContain(await gate.Inner.StopAsync(), line => line.Contains("windows/shell", StringComparison.Ordinal));
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var left = 100; left > 0 && !condition(); left--) await Task.Delay(100, Token);
        Assert.True(condition());
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;
}
