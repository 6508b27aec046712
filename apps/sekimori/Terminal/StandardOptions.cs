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

    public static Option<string?> Since
    {
        get;
    } = new("--since") { Description = "Not before: a time, or an age (90s, 15m, 12h, 7d).", HelpName = "TIME" };

    public static Option<string?> Until
    {
        get;
    } = new("--until") { Description = "Before: a time, or an age.", HelpName = "TIME" };

    public static Option<string?> DatabaseFile
    {
        get;
    } = new("--database-file") { Description = "A file that contains the connection string.", HelpName = "FILE" };

    public static Option<bool> PasswordStdin
    {
        get;
    } = new("--password-stdin") { Description = "Read the password from the first line of standard input." };
}
