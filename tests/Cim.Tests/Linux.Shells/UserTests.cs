namespace Sekimori.Linux.Shells.Tests;

public sealed class UserTests : IAsyncLifetime
{
    private UnixShellHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await UnixShellHost.StartAsync(Kit.Settings(Kit.NewInstance()));

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Root_opens_no_shell_for_an_account_without_a_user()
    {
        if (!UnixUser.Current.IsRoot) Assert.Skip("The test does not run as root.");
        var failure = await Assert.ThrowsAsync<ShellException>(() => _host.OpenAsync(new ShellRequest { Id = Guid.NewGuid() }));
        Assert.Equal(ShellFact.NoUser, failure.Fact);
    }

    [Fact]
    public async Task A_user_that_does_not_exist_is_refused()
    {
        var failure = await Assert.ThrowsAsync<ShellException>(() => _host.OpenAsync(Kit.Request("no-such-user")));
        Assert.Equal(ShellFact.BadUser, failure.Fact);
    }

    [Fact]
    public async Task A_shell_runs_as_the_accounts_user_with_its_groups_and_no_capability()
    {
        if (!UnixUser.Current.IsRoot) Assert.Skip("The test does not run as root, and so cannot become another user.");
        var user = UnixUser.Find("games") is { } games ? games : UnixUser.Find("nobody")!;
        await using var shell = await _host.OpenAsync(Kit.Request(user.Name));
        var (code, output, _) = await shell.RunAsync(
            "grep -E '^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Amb))' /proc/self/status | tr '\\t' ' '; echo $USER $LOGNAME");
        var lines = output.Split('\n');
        Assert.Equal(0, code);
        Assert.Equal($"Uid: {user.Id} {user.Id} {user.Id} {user.Id}", lines[0]);
        Assert.Equal($"Gid: {user.Group} {user.Group} {user.Group} {user.Group}", lines[1]);
        Assert.Equal($"Groups: {string.Join(' ', user.Groups.Order())}", lines[2].Trim());
        Assert.All(lines[3..7], line => Assert.EndsWith(" 0000000000000000", line, StringComparison.Ordinal));
        Assert.Equal($"{user.Name} {user.Name}", lines[7]);
    }

    [Fact]
    public async Task A_directory_that_the_user_cannot_see_is_not_told_from_one_that_is_not_there()
    {
        if (!UnixUser.Current.IsRoot) Assert.Skip("The test does not run as root, and so cannot become another user.");
        var secret = Directory.CreateTempSubdirectory("sekimori-");
        Directory.CreateDirectory(Path.Combine(secret.FullName, "inside"));
        File.SetUnixFileMode(secret.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var messages = new List<string>();
        foreach (var name in (string[])["inside", "nothing"])
        {
            var path = Path.Combine(secret.FullName, name);
            var refused = await Assert.ThrowsAsync<ShellException>(() => _host.OpenAsync(Kit.Request("nobody") with { Directory = path }));
            Assert.Equal(ShellFact.BadDirectory, refused.Fact);
            messages.Add(refused.Message.Replace(path, "", StringComparison.Ordinal));
        }

        Assert.Single(messages.Distinct());
        secret.Delete(recursive: true);
    }

    [Fact]
    public async Task A_program_that_the_user_cannot_see_is_not_found()
    {
        if (!UnixUser.Current.IsRoot) Assert.Skip("The test does not run as root, and so cannot become another user.");
        var secret = Directory.CreateTempSubdirectory("sekimori-");
        File.Copy("/bin/true", Path.Combine(secret.FullName, "inside"));
        File.SetUnixFileMode(secret.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var shell = await _host.OpenAsync(Kit.Request("nobody"));
        var refused = await Assert.ThrowsAsync<ShellException>(() =>
            shell.StartAsync(new CommandRequest { Command = Path.Combine(secret.FullName, "inside"), Direct = true }));
        Assert.Equal(ShellFact.NoProgram, refused.Fact);
        secret.Delete(recursive: true);
    }

    [Fact]
    public async Task The_keeper_stays_roots_and_cannot_be_killed_by_its_user()
    {
        if (!UnixUser.Current.IsRoot) Assert.Skip("The test does not run as root, and so cannot become another user.");
        await using var shell = await _host.OpenAsync(Kit.Request("nobody"));
        var (code, _, _) = await shell.RunAsync($"kill -9 {shell.ProcessId}");
        Assert.NotEqual(0, code);
        Assert.Equal("still\n", (await shell.RunAsync("echo still")).Output);
    }
}
