using Sekimori.Client.WsMan;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Kerberos;
using Sekimori.Storage.Vault;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>The identity that the gate logs on with at a target: a stored one, or the caller's own.</summary>
/// <param name="vault">The stored logons.</param>
/// <param name="delegating">The gate as a service that acts for its callers; null without Kerberos.</param>
/// <param name="transition">Which users of a realm callers without a ticket are; null if they are none.</param>
internal sealed class TargetLogon(VaultStore vault, DelegatingService? delegating = null, TransitionSettings? transition = null)
{
    /// <summary>Why the gate cannot log on for this caller; null if it can, as far as it knows without asking the KDC.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The target.</param>
    /// <param name="proof">The handshake that has proved the caller; null if its scheme has none.</param>
    public string? FindProblem(Caller caller, TargetHost target, SecurityContext? proof)
    {
        if (!target.Settings.IsDelegated || proof?.Delegated is not null) return null;
        if (IsByTicket(caller)) return proof?.FindDelegationProblem ?? "the ticket of the logon is not at hand: log on again";
        if (target.Settings.As != TargetIdentity.Transition)
            return $"the caller has logged on by {caller.Scheme}, which lets nobody act for it: log on by Kerberos";
        return UserOf(caller) is null ? $"no user of a realm is stated for a caller by {caller.Scheme} with this name" : null;
    }

    /// <summary>Acts for a caller, as long as a session lives; null if the target takes a stored logon.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The target.</param>
    /// <param name="delegated">What the caller's logon lets the gate do; null if nothing.</param>
    public CallerDelegation? ActFor(Caller caller, TargetHost target, DelegatedCredential? delegated)
    {
        if (!target.Settings.IsDelegated) return null;
        if (delegated is null) return UserOf(caller) is { } user ? new(user, () => Impersonate(user)) : null;
        var made = new CallerDelegation(delegated.Principal);
        made.Offer(delegated);
        return made;
    }

    /// <summary>The identity at the target, in words.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The target.</param>
    /// <param name="delegated">What the caller's logon lets the gate do; null if nothing.</param>
    public string Describe(Caller caller, TargetHost target, DelegatedCredential? delegated) =>
        !target.Settings.IsDelegated ? $"vault {target.Settings.Vault}"
        : delegated is not null ? $"{delegated.Principal}, delegated"
        : $"{UserOf(caller)}, by protocol transition";

    /// <summary>The options of a client with the logon for a target. Kerberos comes first where the user is in a realm.</summary>
    /// <param name="options">The options.</param>
    /// <param name="target">The target.</param>
    /// <param name="caller">What the caller lets the gate do in its name; null if the target takes a stored logon.</param>
    /// <exception cref="TargetException">There is none.</exception>
    public WsManClientOptions Apply(WsManClientOptions options, TargetHost target, CallerDelegation? caller = null)
    {
        if (target.Settings.IsDelegated) return Delegate(options, target, caller);
        var (_, _, credential) = TargetSecret.Open(vault, target);
        // NTLM goes to a server with a verified certificate only, bound to its channel: another one would pass the logon on. Basic would
        // hand the password over, and is never used.
        var isTls = target.Settings.WsMan!.Scheme == Uri.UriSchemeHttps;
        return options with
        {
            UserName = credential.User,
            Initiator = new SecurityInitiator(credential),
            Authentication = isTls ? WsManAuthentication.Negotiate : WsManAuthentication.Kerberos,
        };
    }

    // A ticket for the name in the target's URL, and for nothing else.
    private static WsManClientOptions Delegate(WsManClientOptions options, TargetHost target, CallerDelegation? caller) => options with
    {
        UserName = caller?.Principal,
        Initiator = caller ?? throw new TargetException($"the target {target.Name} takes the identity of a caller, and there is none"),
        Authentication = target.Settings.WsMan!.Scheme == Uri.UriSchemeHttps
            ? WsManAuthentication.Negotiate : WsManAuthentication.Kerberos,
    };

    // A caller with a ticket is who the ticket says, and no other, whatever account of the gate it is mapped to.
    private static bool IsByTicket(Caller caller) => caller.Outside is { IsCertificate: false };

    // The account's name, if nothing in it means anything in a principal (RFC 1964 2.1.1): no other realm, no second component.
    private string? UserOf(Caller caller) =>
        transition is not null && !IsByTicket(caller) && caller.Identity.Account != 0
        && caller.Account.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? $"{caller.Account}@{transition.Realm}" : null;

    private DelegatedCredential Impersonate(string user)
    {
        if (delegating is null) throw new TargetException("the gate has no keytab (logon: keytab)");
        return delegating.Impersonate(transition!.Service, user, out var why) ?? throw new TargetException(why!);
    }
}
