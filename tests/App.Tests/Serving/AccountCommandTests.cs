using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori account`: what it shows, and which server it says has been changed.</summary>
[Trait("Size", "Large")]
public sealed class AccountCommandTests
{
    [Fact]
    public async Task The_list_shows_numbers_to_people_and_programs()
    {
        using var folder = new TemporaryFolder();
        await AddAsync(folder, "alice");
        await AddAsync(folder, "bob");
        Assert.Equal(0, (await Here.RunAsync("account", "remove", "alice", "--data", folder.Path)).ExitCode);
        await AddAsync(folder, "alice");
        var (_, table, _) = await Here.RunAsync("account", "list", "--data", folder.Path);
        Assert.Matches("NUMBER +NAME", table);
        Assert.Matches("(?m)^ *3 +alice", table);
        Assert.Matches("(?m)^ *2 +bob", table);
        Assert.Contains("\"number\": 3", (await Here.RunAsync("account", "list", "--json", "--data", folder.Path)).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unmap_takes_one_issuer_or_all()
    {
        using var folder = new TemporaryFolder();
        await AddAsync(folder, "alice");
        string[] issuers = [new('A', 64), new('B', 64), new('C', 64)];
        foreach (var issuer in issuers)
            Assert.Equal(
                0,
                (await Here.RunAsync("account", "map", "--certificate", "CN=host", "--issuer", issuer, "--account", "alice", "--data",
                folder.Path)).ExitCode);
        // In lower case and with colons, as openssl prints it.
        Assert.Equal(
            0,
            (await Here.RunAsync("account", "unmap", "--certificate", "CN=host", "--issuer", string.Join(':', Enumerable.Repeat("bb", 32)),
            "--data", folder.Path)).ExitCode);
        var (_, left, _) = await Here.RunAsync("account", "map", "--data", folder.Path);
        Assert.DoesNotContain(issuers[1], left, StringComparison.Ordinal);
        Assert.Contains(issuers[0], left, StringComparison.Ordinal);
        Assert.Contains(issuers[2], left, StringComparison.Ordinal);
        Assert.Equal(
            1,
            (await Here.RunAsync("account", "unmap", "--certificate", "CN=host", "--issuer", issuers[1], "--data", folder.Path)).ExitCode);
        Assert.Equal(
            2, (await Here.RunAsync("account", "unmap", "--principal", "a@B", "--issuer", issuers[0], "--data", folder.Path)).ExitCode);
        Assert.Equal(0, (await Here.RunAsync("account", "unmap", "--certificate", "CN=host", "--data", folder.Path)).ExitCode);
        Assert.Contains("no mappings", (await Here.RunAsync("account", "map", "--data", folder.Path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_says_which_server_has_it()
    {
        using TemporaryFolder folder = new(), other = new();
        Assert.Contains($"data folder {folder.Path}: no server uses it", await AddAsync(folder, "alice"), StringComparison.Ordinal);
        await using var server = await ServeCommand.StartAsync(folder);
        Assert.Contains($"data folder {folder.Path}: its server (process {server.Command.Process.Id}) uses the change now",
            await AddAsync(folder, "bob"), StringComparison.Ordinal);
        var (_, output, error) = await Here.RunWithAsync(
            "Geheim-1234\n", "account", "add", "carol", "--password-stdin", "--data", other.Path);
        Assert.Contains("no server uses it", output, StringComparison.Ordinal);
        Assert.Contains(
            $"a server runs with the data folder {folder.Path} (process {server.Command.Process.Id}) and is unchanged: use --data " +
            $"{folder.Path}", error, StringComparison.Ordinal);
    }

    private static async Task<string> AddAsync(TemporaryFolder folder, string name)
    {
        var (code, output, error) = await Here.RunWithAsync(
            "Geheim-1234\n", "account", "add", name, "--password-stdin", "--data", folder.Path);
        Assert.True(code == 0, error);
        return output;
    }
}
