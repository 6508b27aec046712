using System.Text;

namespace Sekimori.App.Tests.Kit;

/// <summary>
/// A server without rights and its keeper as two processes of two users, on a data folder that a server with root's rights has left.
/// Accounts: alice, an operator (games); selfish, an operator who is mapped to the server's own user; root, an administrator (root), added
/// when there was a keeper.
/// </summary>
public sealed class KeptServer : IAsyncLifetime
{
    public const string Password = "Geheim-1234\n";
    public const string ServerUser = "nobody", OperatorsUser = "games";

    private readonly TemporaryFolder _folder = new();
    private static int s_count;
    private Command? _keeper, _server;

    /// <summary>Why it is not available here; null if it is.</summary>
    public string? Missing { get; } =
        !Environment.IsPrivilegedProcess ? "a keeper is root, and these tests are not"
        : !System.IO.File.Exists("/usr/bin/setpriv") ? "setpriv (util-linux) is not here"
        : Linux.Shells.UnixUser.Find(OperatorsUser) is null ? $"this machine has no user {OperatorsUser}"
        : null;

    public string Accounts => File("keeper/accounts.json");

    public string Socket => File("run/keeper.sock");

    public string Data => File("data");

    public string Url { get; private set; } = "";

    /// <summary>The control group that the keeper is started in; it is not there where the machine has none.</summary>
    public string Group { get; } = Path.Combine(Unified(), $"sekimori-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");

    internal Command Keeper => _keeper!;

    internal Command Server => _server!;

    public string File(string name) => _folder.File(name);

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        System.IO.File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_001_001);
        Directory.CreateDirectory(File("run"));
        // As it was before there was a keeper: root's.
        await RunAsync("account", "add", "alice", "--role", "operator", "--unix-user", OperatorsUser, "--password-stdin", "--data", Data);
        await RunAsync("account", "add", "selfish", "--role", "operator", "--unix-user", ServerUser, "--password-stdin", "--data", Data);
        await StartKeeperAsync();
        // And what is changed since is changed in both copies.
        await RunAsync("account", "add", "root", "--role", "administrator", "--unix-user", "root", "--password-stdin", "--data", Data,
            "--keeper-accounts", Accounts);
        await StartServerAsync();
    }

    /// <summary>Starts the keeper, or starts it again.</summary>
    internal async Task StartKeeperAsync()
    {
        if (_keeper is not null) await _keeper.DisposeAsync();
        // Alone in a control group, as its unit is, where this machine has them (version 2).
        var inGroup = $"mkdir -p '{Group}' && echo $$ >'{Group}/cgroup.procs'; exec \"$0\" \"$@\"";
        _keeper = Command.StartProgram(
            "/bin/sh", "-c", inGroup, Command.Program, "keeper", "--socket", Socket, "--user", ServerUser, "--keeper-accounts", Accounts,
            "--data", Data);
        await _keeper.WaitForAsync(c => c.Output.Contains("listens on", StringComparison.Ordinal), "keeper");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_keeper is not null) await _keeper.DisposeAsync();
        _folder.Dispose();
        if (!Directory.Exists(Group)) return;
        System.IO.File.WriteAllText(Path.Combine(Group, "cgroup.kill"), "1");
        foreach (var group in Directory.GetDirectories(Group).Append(Group)) Directory.Delete(group);
    }

    /// <summary>Runs a command that must succeed, with the password as its input.</summary>
    public static async Task RunAsync(params string[] line)
    {
        await using var command = Command.StartWith(Password, line);
        Assert.True(await command.EndAsync() == 0, command.Error);
    }

    /// <summary>Waits until as many processes have a command line that ends so.</summary>
    /// <returns>The number of one of them.</returns>
    public static async Task<int> UntilAsync(string line, int count)
    {
        var found = new List<int>();
        for (var attempt = 0; attempt < 150; attempt++)
        {
            found = [.. Directory.EnumerateDirectories("/proc").Select(p => int.TryParse(Path.GetFileName(p), out var id) ? id : 0)
                .Where(id => id > 0 && LineOf(id).EndsWith(line, StringComparison.Ordinal))];
            if (found.Count == count) return found.FirstOrDefault();
            await Task.Delay(100);
        }

        Assert.Fail($"{found.Count} processes instead of {count}: {line}");
        return 0;
    }

    /// <summary>Runs a line in a shell of an account.</summary>
    public async Task<(int ExitCode, string Output)> ShellAsync(string account, string line)
    {
        await using var shell = StartShell(account, line);
        return (await shell.EndAsync(), shell.Output + shell.Error);
    }

    internal Command StartShell(string account, string line) =>
        Command.StartWith(Password, "shell", Url, "--insecure", "--user", account, "--password-stdin", "--cwd", "/", "--", line);

    /// <summary>Calls a method of Win32_Process.</summary>
    public async Task<int> InvokeAsync(string account, string method, params string[] more)
    {
        await using var invoke = Command.StartWith(
            Password, ["wsman", "invoke", Url, "Win32_Process", method, .. more, "--insecure", "--user", account, "--password-stdin"]);
        return await invoke.EndAsync();
    }

    // As the unit starts it: another user, no group of ours, no capability, and no way to get one.
    private async Task StartServerAsync()
    {
        var ports = Kit.ServeCommand.FreePorts(4);
        string[] rights = ["--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"];
        var settings = _folder.Write("settings.yaml", $"shells:\n  max-memory: 256 MiB\n  commands:\n    powershell: {File("stand-in")}\n");
        _folder.Write("stand-in", StandIn);
        foreach (var (file, mode) in ((string, int)[])[
            ("settings.yaml", 0b110_100_100), ("stand-in", 0b111_101_101)]) System.IO.File.SetUnixFileMode(File(file), (UnixFileMode)mode);
        _server = Command.StartProgram(
            "/usr/bin/setpriv",
            [.. rights, Command.Program, .. Kit.ServeCommand.Arguments(ports, Data), "--settings", settings, "--address", "127.0.1.6",
            "--keeper", Socket]);
        await _server.WaitForAsync(c => c.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        Url = $"https://127.0.1.6:{ports[3]}/wsman";
    }

    // Ansible calls PowerShell -EncodedCommand, which is not on every machine: what it encodes is a line for sh here.
    private const string StandIn = """
        #!/usr/bin/python3
        import base64, subprocess, sys
        words = [word.lower() for word in sys.argv]
        at = next(i for i, word in enumerate(words) if word in ('-encodedcommand', '-enc', '-e'))
        sys.exit(subprocess.call(['sh', '-c', base64.b64decode(sys.argv[at + 1]).decode('utf-16-le')]))
        """;

    private static string Unified() =>
        System.IO.File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
        .FirstOrDefault(fields => fields is [_, _, "cgroup2", ..])?[1] ?? "/proc/no-cgroup2";

    private static string LineOf(int id)
    {
        try
        {
            return Encoding.UTF8.GetString(System.IO.File.ReadAllBytes($"/proc/{id}/cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
