using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Wmi;

/// <summary>A served host for all tests of a class. Accounts: alice, an administrator.</summary>
public sealed class WmiHost : IAsyncLifetime
{
    public const string Password = "Geheim-1234";

    private readonly TemporaryFolder _folder = new();
    private ServeCommand? _server;

    // Commands within this process have it from there: their standard input is everybody's.
    static WmiHost() => Environment.SetEnvironmentVariable("SEKIMORI_PASSWORD", Password);

    public string Port => $"{_server!.RpcPort}";

    public int HttpsPort => _server!.HttpsPort;

    public async ValueTask InitializeAsync()
    {
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        await KeptServer.RunAsync(
            ["account", "add", "alice", "--role", "administrator", "--password-stdin", "--data", _folder.Path, .. unixUser]);
        _server = await ServeCommand.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Runs `sekimori wmi COMMAND 127.0.0.1 …` as alice.</summary>
    public Task<(int ExitCode, string Output, string Error)> AskAsync(string command, params string[] line) =>
        Here.RunAsync(["wmi", command, "127.0.0.1", .. line, "--user", "alice", "--port", Port]);
}
