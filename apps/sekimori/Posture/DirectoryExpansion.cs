using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Survey;
using Sekimori.Survey.Directory;
using Sekimori.Survey.Logon;

namespace Sekimori.App.Posture;

/// <summary>The targets "ldap://HOST/BASE": the computers of a directory, with the account of the run.</summary>
internal static class DirectoryExpansion
{
    /// <summary>The targets of a command line with the computers instead, and the options that know their roles.</summary>
    /// <exception cref="CommandException">There is no account, or the directory cannot be read.</exception>
    public static async Task<(IReadOnlyList<string> Targets, SurveyOptions Survey)> ExpandAsync(
        ParseResult result, SurveyOptions survey, Screen screen, CancellationToken cancellation)
    {
        var targets = result.GetValue(RunOptions.Targets)!;
        if (!targets.Any(DirectoryTarget.IsIt)) return (targets, survey);
        // With --queue nobody logs on to the hosts, and somebody to the directory.
        var logon = survey.Logon ?? AuditLogon.Read(result)
            ?? throw new CommandException(ExitCode.Failed, "ldap:// needs an account: --user NAME, or --kerberos");
        var (found, roles) = await ExpandAsync(targets, logon, survey, screen.Complain, cancellation);
        return (found, survey with { Roles = roles });
    }

    /// <summary>The targets with the computers instead, and the roles of these.</summary>
    /// <param name="targets">The targets, some of which are directories.</param>
    /// <param name="logon">The account.</param>
    /// <param name="survey">How long a connection may take, and whose certificates are trusted.</param>
    /// <param name="say">Takes a line for each directory.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">A directory cannot be read, or has no computers.</exception>
    public static async Task<(IReadOnlyList<string> Targets, IReadOnlyDictionary<string, string> Roles)> ExpandAsync(
        IReadOnlyList<string> targets, LogonOptions logon, SurveyOptions survey, Action<string> say, CancellationToken cancellation)
    {
        var found = new List<string>();
        var roles = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var target in targets)
        {
            if (!DirectoryTarget.IsIt(target))
            {
                found.Add(target);
                continue;
            }

            var listing = await ReadAsync(target, logon, survey, cancellation);
            say($"{Printable.Of(target)}: {listing}");
            foreach (var computer in listing.Computers)
            {
                found.Add(computer.Name);
                roles.TryAdd(computer.Name, computer.Role);
            }
        }

        return found.Count > 0 ? (found, roles)
            : throw new CommandException(ExitCode.Failed, "the directory has no computer with a host name");
    }

    private static async Task<DirectoryListing> ReadAsync(
        string target, LogonOptions logon, SurveyOptions survey, CancellationToken cancellation)
    {
        try
        {
            return await new DirectoryTargets(logon, survey).ReadAsync(DirectoryTarget.Parse(target), cancellation);
        }
        catch (DirectoryException failure)
        {
            throw new CommandException(ExitCode.Failed, Printable.Of(failure.Message), failure);
        }
    }
}
