using System.Text;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>A server without rights and its keeper as two processes of two users, on a data folder that a server with root's rights has left; and what an operator's shell tries.</summary>
public sealed class KeeperTests : IAsyncLifetime
{
    private const string Password = "Geheim-1234\n";
    private const string ServerUser = "nobody", OperatorsUser = "games";

    private readonly TemporaryFolder _folder = new();
    private Command _keeper = null!;
    private Command _server = null!;
    private string _url = "";

    private string Accounts => _folder.File("keeper/accounts.json");

    private string Socket => _folder.File("run/keeper.sock");

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("a keeper is root, and these tests are not");
        if (!File.Exists("/usr/bin/setpriv")) Assert.Skip("setpriv (util-linux) is not here");
        if (Linux.Shells.UnixUser.Find(OperatorsUser) is null) Assert.Skip($"this machine has no user {OperatorsUser}");
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_001_001);
        Directory.CreateDirectory(_folder.File("run"));
        var data = _folder.File("data");
        // As it was before there was a keeper: root's.
        await RunAsync("account", "add", "alice", "--role", "operator", "--unix-user", OperatorsUser, "--password-stdin", "--data", data);
        await RunAsync("account", "add", "selfish", "--role", "operator", "--unix-user", ServerUser, "--password-stdin", "--data", data);
        _keeper = Command.Start("keeper", "--socket", Socket, "--user", ServerUser, "--keeper-accounts", Accounts, "--data", data);
        await _keeper.WaitForAsync(c => c.Output.Contains("waits at", StringComparison.Ordinal), "keeper");
        // And what is changed since is changed in both copies.
        await RunAsync("account", "add", "root", "--role", "administrator", "--unix-user", "root", "--password-stdin", "--data", data, "--keeper-accounts", Accounts);
        var ports = Server.FreePorts(4);
        _server = Command.StartUnprivileged([.. Server.Arguments(ports, data), "--address", "127.0.1.6", "--keeper", Socket]);
        await _server.WaitForAsync(c => c.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        _url = $"https://127.0.1.6:{ports[3]}/wsman";
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_keeper is not null) await _keeper.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_accounts_shell_runs_as_its_user_and_nobody_but_root_has_changed_the_keepers_copy()
    {
        Assert.Equal(OperatorsUser, (await ShellAsync("alice", "id -un")).Output.Trim());
        Assert.Equal("root", (await ShellAsync("root", "id -un; echo written >/tmp/sekimori-become; rm /tmp/sekimori-become")).Output.Trim());
        Assert.Equal(Linux.Shells.UnixUser.Find(ServerUser)!.Id, Data.FileOwner.Of(_folder.File("data/accounts.json")));
        Assert.Equal(0u, Data.FileOwner.Of(Accounts));
        Assert.Contains("StartShell account=alice", _keeper.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_mapped_to_the_servers_own_user_gets_nothing()
    {
        var (code, output) = await ShellAsync("selfish", "id -un");
        Assert.NotEqual(0, code);
        Assert.Contains("the server's own", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_writes_into_its_own_accounts_moves_nobody()
    {
        // As a server that was broken into would: alice is an administrator, and root.
        var file = _folder.File("data/accounts.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"Operator\"", "\"Administrator\"", StringComparison.Ordinal).Replace($"\"{OperatorsUser}\"", "\"root\"", StringComparison.Ordinal));
        Assert.Equal(OperatorsUser, (await ShellAsync("alice", "id -un")).Output.Trim());
    }

    [Fact]
    public async Task An_operators_shell_reaches_neither_the_server_nor_its_keeper()
    {
        var servers = _server.Process.Id;
        var script = $$"""
            try() { "$@" >/dev/null 2>&1 && echo "GOT: $*"; }
            for p in {{servers}} {{_keeper.Process.Id}} $PPID; do
              try ls /proc/$p/fd/0; try cat /proc/$p/environ; try head -c 1 /proc/$p/mem; try ls -l /proc/$p/cwd/.; try cat /proc/$p/maps
            done
            try kill -9 {{servers}}; try kill -9 {{_keeper.Process.Id}}
            try ls {{_folder.File("data")}}; try cat {{_folder.File("data/accounts.json")}}; try cat {{Accounts}}
            try test -r {{Socket}}; try test -w {{Socket}}
            if command -v python3 >/dev/null; then
              try python3 -c 'import socket; s=socket.socket(socket.AF_UNIX); s.connect("{{Socket}}")'
              for p in {{servers}} {{_keeper.Process.Id}} $PPID; do try python3 -c "import ctypes,sys; sys.exit(0 if ctypes.CDLL(None).ptrace(16,$p,0,0)==0 else 1)"; done
            fi
            echo tried
            """;
        var (code, output) = await ShellAsync("alice", script);
        Assert.Equal((0, "tried"), (code, output.Trim()));
        Assert.False(_server.Process.HasExited || _keeper.Process.HasExited);
    }

    [Fact]
    public async Task Processes_of_others_are_not_ended_by_an_operator_and_those_of_its_own_are()
    {
        Assert.NotEqual(0, await InvokeAsync("alice", "Terminate", "--key", $"Handle={_server.Process.Id}"));
        Assert.Equal(0, await InvokeAsync("alice", "Create", $"CommandLine=sleep 98765{_server.Process.Id}"));
        var id = await UntilAsync($"sleep\098765{_server.Process.Id}\0", 1);
        Assert.Equal(Linux.Shells.UnixUser.Find(OperatorsUser)!.Id, Data.FileOwner.Of($"/proc/{id}"));
        Assert.Equal(0, await InvokeAsync("alice", "Terminate", "--key", $"Handle={id}"));
        await UntilAsync($"sleep\098765{_server.Process.Id}\0", 0);
    }

    [Fact]
    public async Task Shells_end_with_a_server_that_is_killed_and_a_shell_that_kills_its_keeper_leaves_nothing()
    {
        var mark = $"sleep\012345{_server.Process.Id}\0";
        await ShellAsync("alice", $"setsid sleep 12345{_server.Process.Id} & kill -9 $PPID");
        await UntilAsync(mark, 0);
        await using var running = Command.StartWith(Password, "shell", _url, "--insecure", "--user", "alice", "--password-stdin", "--", $"setsid sleep 12345{_server.Process.Id} & wait; sleep 60");
        await UntilAsync(mark, 1);
        _server.Process.Kill();
        await UntilAsync(mark, 0);
    }

    private static async Task RunAsync(params string[] line)
    {
        await using var command = Command.StartWith(Password, line);
        Assert.True(await command.EndAsync() == 0, command.Error);
    }

    private static async Task<int> UntilAsync(string line, int count)
    {
        var found = new List<int>();
        for (var attempt = 0; attempt < 150; attempt++)
        {
            found = [.. Directory.EnumerateDirectories("/proc").Select(p => int.TryParse(Path.GetFileName(p), out var id) ? id : 0).Where(id => id > 0 && LineOf(id).EndsWith(line, StringComparison.Ordinal))];
            if (found.Count == count) return found.FirstOrDefault();
            await Task.Delay(100);
        }

        Assert.Fail($"{found.Count} processes instead of {count}: {line}");
        return 0;
    }

    private static string LineOf(int id)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private async Task<(int ExitCode, string Output)> ShellAsync(string account, string line)
    {
        await using var shell = Command.StartWith(Password, "shell", _url, "--insecure", "--user", account, "--password-stdin", "--cwd", "/", "--", line);
        return (await shell.EndAsync(), shell.Output + shell.Error);
    }

    private async Task<int> InvokeAsync(string account, string method, params string[] more)
    {
        await using var invoke = Command.StartWith(Password, ["wsman", "invoke", _url, "Win32_Process", method, .. more, "--insecure", "--user", account, "--password-stdin"]);
        return await invoke.EndAsync();
    }
}
