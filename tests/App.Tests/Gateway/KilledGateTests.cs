using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Security.Credentials;
using Sekimori.Storage.Files;
using Sekimori.Storage.Recordings;
using Sekimori.Storage.Secrets;

namespace Sekimori.App.Tests.Gateway;

/// <summary>
/// `sekimori gate` killed in the middle of load: what it has answered is on record, and what it has recorded can be read.
/// </summary>
[Trait("Size", "Large")]
public sealed class KilledGateTests
{
    private const string Password = "Geheim-der-Schranke-1", Secret = "Nur-der-Tresor-kennt-es-1", Address = "127.0.0.37";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_required_line_is_lost_each_cut_session_is_told_and_recordings_are_whole_as_far_as_they_go()
    {
        using var inner = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        var ports = ServeCommand.FreePorts(2);
        await using var server = await ServeAsync(inner, ports[0]);
        await PrepareAsync(folder, inner, ports);
        var answered = new ConcurrentQueue<string>();
        string[] early;
        await using (var gate = await GateAsync(folder))
        {
            using var end = new CancellationTokenSource();
            var load = Enumerable.Range(0, 4).Select(number => Task.Run(() => CommandsAsync(ports[1], number, answered, end.Token)))
                .Append(Task.Run(() => OutputAsync(ports[1], end.Token))).ToArray();
            for (var tries = 0; tries < 1200 && answered.Count < 40; tries++) await Task.Delay(50, Token);
            Assert.True(answered.Count >= 40, $"there is no load: {answered.Count} commands\n{gate.Error}");
            // What is short waits a second at most for its place in the file of its recording.
            early = [.. answered];
            await Task.Delay(TimeSpan.FromSeconds(3), Token);
            gate.Process.Kill();
            await gate.Process.WaitForExitAsync(Token);
            await end.CancelAsync();
            await Task.WhenAll(load);
        }
        var killed = Lines(folder);
        await using (var next = await GateAsync(folder))
        {
            next.Process.Kill(entireProcessTree: false);
            await next.Process.WaitForExitAsync(Token);
        }
        var (code, verified, _) = await Command.RunAsync("log", "verify", "--data", folder.Path);
        Assert.True(code == 0, verified);
        var lines = Lines(folder);
        var commands = lines.Select(line => Text(line, "command_line")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Assert.All(answered, command => Assert.Contains(command, commands));

        var open = Sessions(killed, "opened").Except(Sessions(killed, "ended")).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(open);
        Assert.Equal(open, Sessions(lines, "cut").ToHashSet(StringComparer.Ordinal));
        AssertRecordings(folder, killed, early);
    }

    private static void AssertRecordings(TemporaryFolder folder, List<JsonElement> lines, IEnumerable<string> answered)
    {
        var data = new DataFolder(folder.Path);
        var recordings = new RecordingFolder(data, new SecretProtection(data, new KeyWrapping()));
        var names = Directory.GetFiles(recordings.Path, "*.rec").Select(Path.GetFileNameWithoutExtension).ToList();
        Assert.True(names.Count >= 5, $"{names.Count} recordings");
        var (all, whole) = (new StringBuilder(), 0);
        foreach (var name in names)
        {
            // A frame that was not written to its end is no error, and nothing that it held is shown.
            using var reader = recordings.Open(name!);
            while (reader.Next() is { } frame) all.Append(Encoding.UTF8.GetString(frame));
            if (reader.IsWhole) whole++;
        }
        Assert.InRange(whole, 1, names.Count - 1);
        var text = all.ToString();
        var told = lines.Where(line => Text(line, "name") is "recorded" or "recording").ToList();
        Assert.NotEmpty(told);
        foreach (var line in told)
        {
            var name = line.GetProperty("objects")[0].GetString();
            var bytes = File.ReadAllBytes(Path.Combine(recordings.Path, name + ".rec"));
            var length = int.Parse(Text(line, "bytes")!, CultureInfo.InvariantCulture);
            Assert.Equal(Text(line, "sha256"), Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length))));
        }
        Assert.All(answered, command => Assert.Contains($"command begun: {command}", text, StringComparison.Ordinal));
    }

    private static async Task CommandsAsync(int port, int number, ConcurrentQueue<string> answered, CancellationToken end)
    {
        try
        {
            for (var count = 0; !end.IsCancellationRequested; count++)
            {
                using var client = Client(port);
                var command = $"echo it-{number}-{count}";
                var result = await client.RunAsync(command, cancellationToken: end);
                if (result.ExitCode == 0) answered.Enqueue(command);
            }
        }
        catch (Exception gone) when (gone is WsManClientException or IOException or OperationCanceledException or SocketException)
        {
            // The gate was killed.
        }
    }

    // A shell that is in the middle of its output whenever it is cut.
    private static async Task OutputAsync(int port, CancellationToken end)
    {
        try
        {
            using var client = Client(port);
            await client.RunAsync("while :; do echo the next line of a long output; sleep 0.01; done", cancellationToken: end);
        }
        catch (Exception gone) when (gone is WsManClientException or IOException or OperationCanceledException or SocketException)
        {
            // The gate was killed.
        }
    }

    private static WsManClient Client(int port) => new($"https://{Address}:{port}/to/web1/wsman",
        Credential.FromPassword("alice", Password), new WsManClientOptions
        {
            Trust = new WsManTrust { Anyone = true }, Authentication = WsManAuthentication.Ntlm, RetransmitFor = TimeSpan.Zero,
        });

    private static List<JsonElement> Lines(TemporaryFolder folder) =>
        [.. Directory.GetFiles(Path.Combine(folder.Path, "audit"), "audit-*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines).Where(line => line.EndsWith('}')).Select(line => JsonDocument.Parse(line).RootElement)];

    private static IEnumerable<string> Sessions(List<JsonElement> lines, string name) =>
        lines.Where(line => Text(line, "name") == name).Select(line => Text(line, "session")).OfType<string>();

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static async Task<Command> ServeAsync(TemporaryFolder inner, int port)
    {
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        await AddAsync(
            Secret, ["account", "add", "svc-gate", "--role", "administrator", "--password-stdin", "--data", inner.Path, .. unixUser]);
        var settings = inner.Write("settings.yaml",
            $"address: {Address}\nallow: [127.0.0.0/8]\nshells: {{ trust-operators: true }}\nrpc: {{ port: \"off\" }}\n"
            + $"wsman: {{ http-port: \"off\", https-port: {port} }}\n");
        var server = Command.Start("serve", "--settings", settings, "--data", inner.Path);
        await server.WaitForAsync(started => started.Output.Contains("  Stop", StringComparison.Ordinal), "the server's banner");
        return server;
    }

    private static async Task PrepareAsync(TemporaryFolder folder, TemporaryFolder inner, int[] ports)
    {
        await AddAsync(Password, "account", "add", "alice", "--role", "operator", "--password-stdin", "--data", folder.Path);
        await AddAsync(Secret, "vault", "add", "web", "--user", "svc-gate", "--password-stdin", "--data", folder.Path);
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(inner.File("certificate.pem")));
        folder.Write("policy.yaml", "version: 1\naudit: required\nrules: [{ name: it, account: alice, target: web1, do: allow }]\n");
        folder.Write("settings.yaml", $"""
            address: {Address}
            allow: [127.0.0.0/8]
            policy: policy.yaml
            wsman:
              https-port: {ports[1]}
            gateway:
              lab-networks: [127.0.0.0/8]
              targets:
                - name: web1
                  address: {Address}
                  ports: [{ports[0]}]
                  wsman: https://{Address}:{ports[0]}
                  fingerprint: {certificate.GetCertHashString(HashAlgorithmName.SHA256)}
                  as: vault web
            """);
    }

    private static async Task<Command> GateAsync(TemporaryFolder folder)
    {
        var gate = Command.Start("gate", "--settings", folder.File("settings.yaml"), "--data", folder.Path);
        await gate.WaitForAsync(started => started.Output.Contains("  Stop", StringComparison.Ordinal), "the gate's banner");
        return gate;
    }

    private static async Task AddAsync(string input, params string[] arguments)
    {
        await using var add = Command.StartWith(input + "\n", arguments);
        Assert.True(await add.EndAsync() == 0, add.Error);
    }
}
