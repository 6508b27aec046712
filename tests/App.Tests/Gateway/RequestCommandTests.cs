using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Gateway;

/// <summary>sekimori requests, on a data folder with one request.</summary>
[Trait("Size", "Large")]
public sealed class RequestCommandTests : IAsyncLifetime
{
    private const string Password = "Passw0rd-of-bob";

    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        // Accounts 1, 2 and 3.
        foreach (var name in (string[])["alice", "bob", "carol"])
        {
            await using var added = Command.StartWith(Password + "\n", "account", "add", name, "--password-stdin", "--data", _folder.Path);
            Assert.Equal(0, await added.EndAsync());
        }
        Directory.CreateDirectory(Path.Combine(_folder.Path, "requests"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "requests", "4.json"), """
            {"number":4,"rule":"asks","account":"alice","identity":"account 1","target":"dc1","what":"dc1:5986","client":"192.0.2.7",
             "asked":"2026-11-29T12:00:00+00:00","pass":"01:00:00","approvers":["bob","alice"]}
            """, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    [Theory]
    [InlineData(5, "bob", Password, "no request 5")]
    [InlineData(4, "bob", "wrong", "wrong account or password")]
    [InlineData(4, "nobody", Password, "wrong account or password")]
    [InlineData(4, "alice", Password, "nobody decides about a request of their own")]
    [InlineData(4, "carol", Password, "carol is not an approver of the policy rule 'asks' (bob, alice)")]
    [InlineData(4, "bob", Password, "lasts at most 60 minutes", "--for", "61m")]
    public async Task Who_may_not_decide_is_told_why(int number, string name, string password, string says, params string[] more)
    {
        var (exitCode, _, error) = await DecideAsync("approve", number, name, password, more);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Contains("waits", (await Command.RunAsync("requests", "list", "--data", _folder.Path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approver_approves_once()
    {
        var (exitCode, output, error) = await DecideAsync("approve", 4, "bob", Password, "--for", "30m", "--reason", "change 4711");
        Assert.True(exitCode == 0, error);
        Assert.StartsWith("request 4 approved: alice may use dc1:5986 until ", output, StringComparison.Ordinal);
        (exitCode, _, error) = await DecideAsync("deny", 4, "bob", Password);
        Assert.Equal(1, exitCode);
        Assert.Contains("request 4 was approved by bob", error, StringComparison.Ordinal);
        var listed = await Command.RunAsync("requests", "list", "--data", _folder.Path, "--json");
        Assert.Equal("[]", listed.Output.Trim());
        listed = await Command.RunAsync("requests", "list", "--all", "--data", _folder.Path, "--json");
        var request = Assert.Single(JsonDocument.Parse(listed.Output).RootElement.EnumerateArray());
        Assert.Equal("change 4711", request.GetProperty("decision").GetProperty("reason").GetString());
    }

    private async Task<(int ExitCode, string Output, string Error)> DecideAsync(
        string what, int number, string name, string password, params string[] more)
    {
        await using var command = Command.StartWith(
            password + "\n", ["requests", what, $"{number}", "--as", name, "--password-stdin", "--data", _folder.Path, .. more]);
        return (await command.EndAsync(), command.Output, command.Error);
    }
}
