using Sekimori.Cim.Model;
using Sekimori.Guard;
using Sekimori.Linux.Shells;

namespace Sekimori.Linux.Providers;

/// <summary>The Unix user that something is done as for a caller.</summary>
internal static class CallerUser
{
    /// <summary>Finds the user.</summary>
    /// <param name="sources">How this server runs.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="what">What is to be done as the user: the start of a sentence.</param>
    /// <exception cref="CimException">The caller may act as no user of this host; the log has the reason too.</exception>
    public static UnixUser Of(LinuxSources sources, Caller caller, string what)
    {
        var own = UnixUser.Current;
        if (sources.Keeper is not null)
            return UnixUser.Find(caller.UnixUser ?? "")
                ?? throw Refused(sources,
                "The account is not mapped to a Unix user of this host (as root: sekimori account set … --unix-user NAME).");
        if (!own.IsRoot && !sources.TrustOperators)
            throw Refused(sources, OperatorTrust.Refusal(what));
        if (caller.UnixUser is null)
            return own.IsRoot
                ? throw Refused(sources, "The server runs as root and the account is not mapped to a Unix user (account --unix-user).")
                : own;
        var user = UnixUser.Find(caller.UnixUser) ?? throw Refused(sources, $"No Unix user {caller.UnixUser}.");
        return own.IsRoot || user.Id == own.Id
            ? user
            : throw Refused(sources, $"The server does not run as root and cannot act as {user.Name}.");
    }

    public static CimException Refused(LinuxSources sources, string reason)
    {
        sources.Refused?.Invoke(reason);
        return new CimException(CimStatus.AccessDenied, reason);
    }
}
