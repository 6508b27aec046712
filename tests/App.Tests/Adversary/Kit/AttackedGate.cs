using System.Text;
using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>A running `sekimori serve` with a policy, an operator and an administrator, as an attacker with an account meets it.</summary>
internal sealed class AttackedGate : IAsyncDisposable
{
    public const string Password = "Geheim-1234";

    private readonly TemporaryFolder _folder;

    private AttackedGate(TemporaryFolder folder, ServeCommand server) => (_folder, Server) = (folder, server);

    public ServeCommand Server { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="policy">The policy's text.</param>
    /// <param name="settings">Further lines of the settings file.</param>
    /// <param name="start">Starts the command in another way; null for as it is.</param>
    public static async Task<AttackedGate> StartAsync(
        string policy, string settings = "", Func<TemporaryFolder, string[], Task<ServeCommand>>? start = null)
    {
        var folder = new TemporaryFolder();
        foreach (var (name, role) in ((string, string)[])[("operator", "operator"), ("admin", "administrator")])
        {
            string[] unix = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
            await using var add = Command.StartWith(
                Password + "\n", ["account", "add", name, "--role", role, "--password-stdin", "--data", folder.Path, .. unix]);
            Assert.True(await add.EndAsync() == 0, add.Error);
        }

        var file = folder.Write("policy.yaml", policy);
        // Plain HTTP, so that every byte is the test's own.
        var lines = folder.Write("settings.yaml", $"wsman: {{ allow-unencrypted: true }}\naudit: {{ log: true }}\n{settings}\n");
        string[] arguments = ["--policy", file, "--settings", lines];
        return new AttackedGate(folder, start is null ? await ServeCommand.StartAsync(folder, arguments) : await start(folder, arguments));
    }

    /// <summary>The head of a request by Basic, without length and type.</summary>
    public static string Head(string account, string agent) =>
        $"POST /wsman HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {agent}\r\nAuthorization: Basic " +
        $"{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account}:{Password}"))}\r\n";

    /// <summary>Sends one envelope as a client does that hides nothing.</summary>
    public async Task<RawReply> PostAsync(string envelope, string agent = "adversary", string account = "operator", string? from = null)
    {
        using var connection = await RawConnection.OpenAsync(Server.HttpPort, from);
        var body = Encoding.UTF8.GetBytes(envelope);
        await connection.SendAsync(
            Encoding.ASCII.GetBytes(
            $"{Head(account, agent)}Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: {body.Length}\r\n\r\n"));
        await connection.SendAsync(body);
        return await connection.ReceiveAsync();
    }

    /// <summary>A line of the audit log that a request has left, once it is there; null if it does not come.</summary>
    /// <param name="agent">The request's User-Agent.</param>
    /// <param name="isThere">True for the line that is waited for.</param>
    public async Task<JsonElement?> FindLineAsync(string agent, Func<JsonElement, bool> isThere)
    {
        for (var tries = 0; tries < 40; tries++)
        {
            foreach (var file in Directory.GetFiles(_folder.File("audit"), "audit-*.jsonl"))
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream);
                while (await reader.ReadLineAsync() is { } line)
                {
                    if (!line.EndsWith('}') || !line.Contains(agent, StringComparison.Ordinal)) continue;
                    var read = JsonDocument.Parse(line).RootElement;
                    if (isThere(read)) return read;
                }
            }

            await Task.Delay(100);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
