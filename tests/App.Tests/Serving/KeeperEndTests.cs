using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>What becomes of shells, rights and data when a server or its keeper is changed, killed or comes again.</summary>
[Trait("Size", "Large")]
public sealed class KeeperEndTests : IAsyncLifetime
{
    private readonly KeptServer _kept = new();

    public ValueTask InitializeAsync()
    {
        if (_kept.Missing is { } missing) Assert.Skip(missing);
        return _kept.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _kept.DisposeAsync();

    [Fact]
    public async Task What_the_server_writes_into_its_own_accounts_moves_nobody()
    {
        // As a server that was broken into would: alice is an administrator, and root.
        var file = Path.Combine(_kept.Data, "accounts.json");
        var before = File.ReadAllText(file);
        File.WriteAllText(file, before.Replace("\"Operator\"", "\"Administrator\"", StringComparison.Ordinal)
            .Replace($"\"{KeptServer.OperatorsUser}\"", "\"root\"", StringComparison.Ordinal));
        Assert.NotEqual(before, File.ReadAllText(file));
        Assert.Equal(KeptServer.OperatorsUser, (await _kept.ShellAsync("alice", "id -un")).Output.Trim());
    }

    [Fact]
    public async Task Shells_end_with_a_server_that_is_killed_and_a_shell_that_kills_its_keeper_leaves_nothing()
    {
        var mark = $"sleep\012345{_kept.Server.Process.Id}\0";
        await _kept.ShellAsync("alice", $"setsid sleep 12345{_kept.Server.Process.Id} & kill -9 $PPID");
        await KeptServer.UntilAsync(mark, 0);
        await using var running = _kept.StartShell("alice", $"setsid sleep 12345{_kept.Server.Process.Id} & wait; sleep 60");
        await KeptServer.UntilAsync(mark, 1);
        _kept.Server.Process.Kill();
        await KeptServer.UntilAsync(mark, 0);
    }

    [Fact]
    public async Task A_keeper_that_was_killed_ends_its_shells_when_it_comes_anew_and_the_server_finds_it()
    {
        var mark = $"sleep\054321{_kept.Server.Process.Id}\0";
        await using var running = _kept.StartShell("alice", $"setsid sleep 54321{_kept.Server.Process.Id} & wait; sleep 60");
        await KeptServer.UntilAsync(mark, 1);
        _kept.Keeper.Process.Kill();
        await _kept.StartKeeperAsync();
        await KeptServer.UntilAsync(mark, 0);
        var again = await _kept.ShellAsync("alice", "id -un");
        Assert.True(again.Output.Trim() == KeptServer.OperatorsUser, again.Output + _kept.Server.Error);
    }

    [Fact]
    public async Task An_account_that_root_disables_or_demotes_starts_nothing_from_then_on()
    {
        string[] copies = ["--data", _kept.Data, "--keeper-accounts", _kept.Accounts];
        await KeptServer.RunAsync(["account", "set", "alice", "--unix-user", "root", .. copies]);
        Assert.Equal("root", (await _kept.ShellAsync("alice", "id -un")).Output.Trim());
        await KeptServer.RunAsync(["account", "set", "alice", "--role", "reader", .. copies]);
        Assert.NotEqual(0, (await _kept.ShellAsync("alice", "id -un")).ExitCode);
        await KeptServer.RunAsync(["account", "disable", "root", .. copies]);
        Assert.NotEqual(0, (await _kept.ShellAsync("root", "id -un")).ExitCode);
        Assert.Contains("\"enabled\": false", File.ReadAllText(_kept.Accounts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_not_root_changes_the_servers_copy_and_is_told_that_it_gives_no_rights()
    {
        await using var add = Command.StartUnprivilegedWith(
            KeptServer.Password, "account", "add", "bob", "--role", "operator", "--unix-user", "root", "--password-stdin", "--data",
            _kept.Data, "--keeper-accounts", _kept.Accounts);
        Assert.Equal(0, await add.EndAsync());
        Assert.Contains("unchanged", add.Output, StringComparison.Ordinal);
        var (code, output) = await _kept.ShellAsync("bob", "id -un");
        Assert.NotEqual(0, code);
        Assert.Contains("unknown account", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namesake_of_a_removed_account_gets_nothing_until_root_says_so()
    {
        foreach (var line in (string[][])[
            ["account", "remove", "root", "--data", _kept.Data],
            ["account", "add", "root", "--role", "administrator", "--unix-user", "root", "--password-stdin", "--data", _kept.Data]])
        {
            await using var asServer = Command.StartUnprivilegedWith(KeptServer.Password, line);
            Assert.True(await asServer.EndAsync() == 0, asServer.Error);
        }

        Assert.NotEqual(0, (await _kept.ShellAsync("root", "id -un")).ExitCode);
        await KeptServer.RunAsync("account", "set", "root", "--role", "administrator", "--unix-user", "root", "--data", _kept.Data,
            "--keeper-accounts", _kept.Accounts);
        Assert.Equal("root", (await _kept.ShellAsync("root", "id -un")).Output.Trim());
    }

    [Fact]
    public void A_data_folder_of_root_is_the_server_users_afterwards_whole()
    {
        var user = Linux.Shells.UnixUser.Find(KeptServer.ServerUser)!.Id;
        string[] all = [_kept.Data, .. Directory.GetFileSystemEntries(_kept.Data, "*", SearchOption.AllDirectories)];
        Assert.Contains(all, path => path.EndsWith("accounts.json", StringComparison.Ordinal));
        Assert.All(all, path => Assert.Equal(user, App.Data.FileOwner.Of(path)));
        Assert.Contains("changed the owner of the data folder", _kept.Keeper.Error, StringComparison.Ordinal);
    }
}
