using System.Text;
using Sekimori.Guard;
using Sekimori.Security.Channels;
using Sekimori.Security.Credentials;

namespace Sekimori.Security.Kerberos;

/// <summary>The client's side of Kerberos. Its first step may ask a KDC, and waits for it.</summary>
internal sealed unsafe class KerberosInitiator : KerberosContext
{
    private readonly Credential _source;
    private GssCredential? _credential;
    private GssName? _target;

    /// <summary>Makes a context whose first step gives the AP-REQ.</summary>
    /// <param name="credential">A Kerberos credential, or a password in a realm.</param>
    /// <param name="options">What the handshake is for; <see cref="ContextOptions.Target"/> is needed.</param>
    /// <param name="time">The clock that <see cref="SecurityContext.Expires"/> counts from.</param>
    public KerberosInitiator(Credential credential, ContextOptions options, TimeProvider? time = null)
        : base(options)
    {
        _source = credential;
        // Whose credential it is may let it go before the first step.
        _credential = (credential as DelegatedCredential)?.Acquire();
        Time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public override string? Principal => _target?.ToString();

    /// <inheritdoc/>
    internal override bool MayAskKdc => _target is null;

    private protected override TimeProvider Time { get; }

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) => throw new InvalidOperationException("a client has no caller");

    private protected override StepResult Advance(ReadOnlySpan<byte> token)
    {
        if (_target is null)
        {
            if (token.Length > 0) return Refuse(RefusalReason.OutOfTurn, "a token before the first message");
            if (Options.Target is not { Length: > 0 } target) return Refuse(RefusalReason.WrongTarget, "Kerberos needs the service's name");
            _credential ??= Acquire();
            if (_credential is null) return Refuse(RefusalReason.Unavailable, "no Kerberos credential, and no password with a realm");
            _target = GssName.Principal(target);
        }

        var bindings = default(GssChannelBindings);
        var channel = Options.Channel;
        var flags = Needed(Options.Level) | (Options.DceStyle ? GssFlags.DceStyle : 0);
        uint major, minor, lifetime;
        GssFlags granted;
        GssBuffer output;
        fixed (byte* at = token, application = channel is null ? default : channel.ApplicationData.Span)
        {
            if (channel is not null)
                bindings.ApplicationData = new GssBuffer { Length = (nuint)channel.ApplicationData.Length, Value = application };
            major = Gssapi.InitContext(out minor, _credential!.DangerousGetHandle(), ref Context, _target!.Handle, GssOids.Kerberos,
                flags | (Options.IsIdentifyOnly ? GssFlags.Identify : 0), 0,
                channel is null ? null : &bindings, new GssBuffer { Length = (nuint)token.Length, Value = at }, 0, out output, out granted,
                out lifetime);
        }

        var answer = Take(ref output);
        if (GssStatus.IsError(major)) return Refuse(GssStatus.Reason(major, minor), Describe(token, major, minor), answer);
        if (major == GssStatus.ContinueNeeded) return StepResult.Continue(answer);
        var missing = flags & ~granted;
        if (missing != 0)
            return Refuse((missing & GssFlags.Mutual) != 0 ? RefusalReason.ServerNotProved : RefusalReason.TooWeak,
                $"the server does not grant {missing}");
        return Establish(lifetime, allowWeak: false) is { } weak ? Refuse(RefusalReason.TooWeak, weak) : StepResult.Complete(answer);
    }

    private GssCredential? Acquire() => _source switch
    {
        KerberosCredential tickets => tickets.Acquire().WithoutForcedProtection(),
        _ => FromPassword()?.WithoutForcedProtection(),
    };

    // The first step asks the KDC. Its answer to a service that acts for somebody is a number; what it is about is known here.
    private string Describe(ReadOnlySpan<byte> token, uint major, uint minor)
    {
        var words = GssStatus.Describe(major, minor);
        if (_source is not DelegatedCredential delegated || token.Length > 0) return words;
        var advice = GssStatus.Reason(major, minor) switch
        {
            RefusalReason.WrongTarget => "no account of the realm has this SPN",
            RefusalReason.Expired => "the caller must log on again",
            _ => $"{Options.Target} must be in msDS-AllowedToDelegateTo of the account of {delegated.Service}, and the caller's account " +
                "must not be sensitive",
        };
        return $"the KDC does not let {delegated.Service} act for {delegated.Principal} at {Options.Target} ({words}): {advice}";
    }

    private GssCredential? FromPassword() => _source is PasswordCredential { Domain.Length: > 0 } user
        ? GssCredential.FromPassword($"{user.User}@{user.Domain.ToUpperInvariant()}", user.Password)
        : null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _credential?.Dispose();
            _target?.Dispose();
        }

        base.Dispose(disposing);
    }
}
