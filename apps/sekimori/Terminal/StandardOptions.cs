using System.CommandLine;

namespace Sekimori.App.Terminal;

/// <summary>Options that mean the same on every command that has them.</summary>
internal static class StandardOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Write JSON for programs instead of a table." };

    public static Option<string?> Data
    {
        get;
    } = new("--data")
    {
        Description =
            "The folder with accounts, keys and certificate (default: /var/lib/sekimori for root, ~/.local/share/sekimori otherwise).",
        HelpName = "DIR"
    };

    public static Option<bool> PasswordStdin
    {
        get;
    } = new("--password-stdin") { Description = "Read the password from the first line of standard input." };
}
