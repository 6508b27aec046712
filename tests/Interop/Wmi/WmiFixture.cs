using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Wmi;

/// <summary>A running <c>sekimori serve</c> on port 135 of an address of its own: impacket knows no other port.</summary>
public sealed class WmiFixture : IAsyncLifetime
{
    public const string Address = "127.0.0.34", Account = "alice", Password = "Geheim-1234";

    private readonly TemporaryFolder _folder = new();
    private Command? _server;

    public async ValueTask InitializeAsync()
    {
        // Port 135 is for root.
        if (!Environment.IsPrivilegedProcess)
            return;
        await using (var add = Command.StartWith(Password + "\n",
            ["account", "add", Account, "--role", "administrator", "--password-stdin", "--data", _folder.Path, "--unix-user", "root"]))
            Assert.Equal(0, await add.EndAsync());
        var server = Command.Start("serve", "--address", Address, "--http-port", "off", "--https-port", "off", "--data", _folder.Path);
        await server.WaitForAsync(s => s.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        _server = server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Runs a script of impacket's examples.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="arguments">Its arguments; <c>{target}</c> is the logon.</param>
    /// <returns>What it wrote.</returns>
    public async Task<string> ImpacketAsync(string script, params string[] arguments)
    {
        if (_server is null)
            Assert.Skip("port 135 needs root");
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        var path = Path.Combine("/usr/share/doc/python3-impacket/examples", script);
        if (!File.Exists(path))
            Assert.Skip($"{path} is not here: install the package python3-impacket with its documentation.");
        var (_, output, errors) = await PeerProgram.RunAsync(PeerProgram.Python,
            [path, .. arguments.Select(a => a.Replace("{target}", $"{Account}:{Password}@{Address}", StringComparison.Ordinal))]);
        Assert.DoesNotContain("Traceback", output + errors);
        return output + errors;
    }

    /// <summary>Writes a file for a script.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
