using Sekimori.App.Terminal;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Linux;

namespace Sekimori.App.Cim;

/// <summary>The object manager of this machine, used by the user who runs the command, with that user's rights on the system.</summary>
internal static class LocalObjects
{
    /// <summary>
    /// The user of the command. What the system denies to that user fails by itself; the policy of the ports does not apply.
    /// </summary>
    public static CimCaller Caller { get; } =
        new(new Caller(Environment.UserName, Role.Administrator, "Local", ProtectionLevel.Privacy, UnixUser: Environment.UserName), null);

    /// <summary>
    /// Asks with the rights of the user that asks, who so gains nothing; and turns what the object manager refuses into one line.
    /// </summary>
    public static async Task<T> AskAsync<T>(Func<ObjectManager, ValueTask<T>> question)
    {
        try
        {
            return await question(new ObjectManagerBuilder
            {
                Host = Environment.MachineName
            }.AddLinux(new LinuxSources { TrustOperators = true }).Build());
        }
        catch (CimException refused)
        {
            var exitCode = refused.Status is CimStatus.NotFound or CimStatus.AccessDenied or CimStatus.NotAvailable
                ? ExitCode.Refused
                : ExitCode.Failed;
            throw new CommandException(exitCode, $"{refused.Message.TrimEnd('.')} ({refused.Status}, 0x{(uint)refused.Status:X8})",
                refused);
        }
    }

    public static CimObjectPath PathOf(string text) =>
        CimObjectPath.TryParse(text, out var path)
        ? path
        : throw new CommandException(ExitCode.Failed, $"'{Printable.Of(text)}' is not an object path, such as Win32_Process.Handle=\"1\"");

    public static IReadOnlyList<KeyValuePair<string, string>> ArgumentsOf(IEnumerable<string> texts) => [.. texts.Select(text =>
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? new KeyValuePair<string, string>(text[..at], text[(at + 1)..])
            : throw new CommandException(ExitCode.Failed, $"'{Printable.Of(text)}' is not NAME=VALUE");
    })];

    /// <summary>The values, by name: a name that is repeated gives an array.</summary>
    public static IReadOnlyList<KeyValuePair<string, CimValue>> ValuesOf(IEnumerable<KeyValuePair<string, string>> pairs) =>
        [.. pairs.GroupBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Select(group => new KeyValuePair<string, CimValue>(
        group.Key, group.Count() == 1 ? group.First().Value : CimArray.Of([.. group.Select(pair => pair.Value)])))];
}
