using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Gateway;

/// <summary>sekimori vault, without a gateway.</summary>
[Trait("Size", "Large")]
public sealed class VaultCommandTests : IDisposable
{
    private const string First = "Erstes-Geheimnis-1", Second = "Zweites-Geheimnis-2";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_entry_is_added_listed_rotated_and_removed_and_its_secret_is_nowhere()
    {
        Assert.StartsWith("no entries; create one with", (await VaultAsync("", 0, "list")).Output, StringComparison.Ordinal);
        Assert.Equal("web added for svc@LAB.TEST\n",
            (await VaultAsync(First, 0, "add", "web", "--user", "svc@LAB.TEST", "--password-stdin")).Output);
        var listed = (await VaultAsync("", 0, "list")).Output;
        Assert.Contains("svc@LAB.TEST", listed, StringComparison.Ordinal);
        Assert.Contains("\"user\": \"svc@LAB.TEST\"", (await VaultAsync("", 0, "list", "--json")).Output, StringComparison.Ordinal);
        await VaultAsync(Second, 0, "rotate", "WEB", "--password-stdin");
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(First, text + listed, StringComparison.Ordinal);
            Assert.DoesNotContain(Second, text, StringComparison.Ordinal);
        }
        await VaultAsync("", 0, "remove", "web");
        Assert.StartsWith("no entries", (await VaultAsync("", 0, "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_said_in_one_line()
    {
        await VaultAsync(First, 0, "add", "web", "--user", "svc", "--password-stdin");
        Says(await VaultAsync(First, 1, "add", "web", "--user", "other", "--password-stdin"), "the vault entry \"web\" already exists");
        Says(await VaultAsync(First, 1, "rotate", "db", "--password-stdin"), "no vault entry \"db\"");
        Says(await VaultAsync("", 1, "remove", "db"), "no vault entry \"db\"");
        Says(await VaultAsync("", 2, "test", "web"), "specify --settings FILE");
        // Others can see the arguments of a program.
        Says(await VaultAsync("", 2, "add", "db", "--user", "svc", "--password", First), "--password");

        static void Says((string Output, string Error) run, string what)
        {
            Assert.Empty(run.Output);
            Assert.Contains(what, run.Error, StringComparison.Ordinal);
        }
    }

    private async Task<(string Output, string Error)> VaultAsync(string secret, int code, params string[] arguments)
    {
        await using var command = Command.StartWith(secret + "\n", ["vault", .. arguments, "--data", _folder.Path]);
        var exit = await command.EndAsync();
        Assert.True(exit == code, $"{exit}: {command.Error}");
        return (command.Output, command.Error);
    }
}
