using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Channels;

namespace Sekimori.Security.Kerberos;

/// <summary>The server's side of Kerberos. Who it is comes from the ticket; what they may do, from explicit mappings alone.</summary>
internal sealed unsafe class KerberosAcceptor : KerberosContext
{
    private readonly SecurityAcceptorSettings _settings;
    private readonly KerberosSettings _kerberos;
    private readonly DelegatingService? _delegating;
    private GssCredential? _credential;
    private DelegatedCredential? _delegated;
    private string? _service;
    private string? _principal;
    private LogonClaim? _claim;
    private MappedIdentity _identity = MappedIdentity.Nobody;
    private OutsideIdentity? _outside;
    private IReadOnlyList<string> _groups = [];
    private bool _isIdentifyOnly;

    /// <summary>Makes a context that waits for an AP-REQ.</summary>
    /// <param name="settings">Accounts and their mappings.</param>
    /// <param name="kerberos">The keytab.</param>
    /// <param name="options">What the handshake is for.</param>
    /// <param name="delegating">This service as one that acts for its callers; null if it never does.</param>
    public KerberosAcceptor(SecurityAcceptorSettings settings, KerberosSettings kerberos, ContextOptions options,
        DelegatingService? delegating = null)
        : base(options)
    {
        _settings = settings;
        _kerberos = kerberos;
        _delegating = options.TakesDelegation ? delegating : null;
    }

    /// <inheritdoc/>
    internal override DelegatedCredential? Delegated => _delegated;

    /// <inheritdoc/>
    internal override string? FindDelegationProblem => _delegated is not null ? null
        : _problem ?? "the logon was where nobody acts for its callers: log on again, on another connection";

    private string? _problem;

    /// <inheritdoc/>
    public override string? Principal => _principal;

    /// <inheritdoc/>
    public override LogonClaim? Claim => _claim;

    /// <summary>The SIDs of the user and of the groups that the ticket's PAC names; empty if it has none.</summary>
    public IReadOnlyList<string> Sids { get; private set; } = [];

    private protected override TimeProvider Time => _settings.Time;

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level)
    {
        if (!IsComplete) throw new InvalidOperationException("the Kerberos handshake is not complete");
        return _identity.ToCaller(_outside!, Name, level, Options.Remote) with
        {
            Groups = _groups,
            IsIdentifyOnly = _isIdentifyOnly,
        };
    }

    /// <inheritdoc/>
    public override Refusal? Recheck() =>
        Expires < Time.GetUtcNow() ? new Refusal(Name, _principal, RefusalReason.Expired, "the ticket has expired since the logon")
        : _identity.Account is { } account ? AccountCheck.Recheck(_settings.Accounts, account, Name)
        : null;

    private protected override StepResult Advance(ReadOnlySpan<byte> token)
    {
        if (_credential is null)
        {
            if (ApRequestView.TryRead(token, out var request))
            {
                _claim = request.ToClaim();
                if (FindDenialReason(request) is { } refusal) return Refuse(refusal.Reason, refusal.Detail);

                // In DCE style ([MS-KILE] 3.4.5.1) MIT accepts only the bare request; impacket frames it.
                if (Options.DceStyle) token = request.Bare;
            }

            _credential = Acquire();
        }

        // Bindings without data mean no channel: a handshake that names one was made for a TLS server, and is being relayed.
        var bindings = default(GssChannelBindings);
        var looked = Options.ChannelMode != ChannelBindingMode.None;
        uint major, minor, lifetime;
        nint source, delegated = 0;
        GssFlags granted;
        GssBuffer output;
        fixed (byte* at = token, application = Options.Channel is { } channel ? channel.ApplicationData.Span : default)
        {
            if (Options.Channel is { } named)
                bindings.ApplicationData = new GssBuffer { Length = (nuint)named.ApplicationData.Length, Value = application };
            major = Gssapi.AcceptContext(out minor, ref Context, _credential.DangerousGetHandle(),
                new GssBuffer { Length = (nuint)token.Length, Value = at },
                looked ? &bindings : null, out source, 0, out output, out granted, out lifetime, _service is null ? null : &delegated);
        }

        using var name = new GssName(source);
        var answer = Take(ref output);
        if (source != 0) _principal ??= name.ToString();
        if (delegated != 0) Take(GssCredential.Own(delegated));
        if (GssStatus.IsError(major)) return Refuse(GssStatus.Reason(major, minor), GssStatus.Describe(major, minor), answer);
        if (major == GssStatus.ContinueNeeded) return StepResult.Continue(answer);
        return Check(name, granted, lifetime, answer);
    }

    private StepResult Check(GssName name, GssFlags granted, uint lifetime, byte[] answer)
    {
        // If GSSAPI accepts a ticket that we cannot read, neither its key nor its service was checked.
        if (_claim is null) return Refuse(RefusalReason.Malformed, "a ticket that cannot be read");

        // MIT accepts absent bindings silently; only the flag shows it.
        if (Options is { ChannelMode: ChannelBindingMode.Strict, Channel: not null } && !granted.HasFlag(GssFlags.ChannelBound))
        {
            return Refuse(RefusalReason.NoChannel, "the client names no TLS channel");
        }

        // Whoever only logs on over TLS may ask for less. If messages are protected they must be counted: in sequence, one that is replayed
        // is out of its place, so replay detection need not be requested too, which requests_kerberos does not.
        var needed = Options.Level > ProtectionLevel.Connect ? Needed(Options.Level) & ~(GssFlags.Mutual | GssFlags.Replay) : 0;
        if ((needed & ~granted) is var missing and not 0) return Refuse(RefusalReason.TooWeak, $"the client does not ask for {missing}");
        if (Options.DceStyle && !granted.HasFlag(GssFlags.DceStyle))
            return Refuse(RefusalReason.OutOfTurn, "the client does not use DCE style");

        _isIdentifyOnly = granted.HasFlag(GssFlags.Identify);
        try
        {
            string? user = null;
            Sids = name.Attribute("urn:mspac:logon-info"u8) is { } info ? LogonInfo.Sids(info, out user) : [];
            // A realm may give a principal's name to another account, and never a SID ([MS-DTYP] 2.4.2); KDCs without a PAC have only the
            // name.
            _outside = new OutsideIdentity
            {
                IsCertificate = false, Subject = _principal ?? "", Vouchers = Sids, Key = user ?? _principal ?? ""
            };
            _identity = IdentityMapper.Of(_settings.Accounts, _outside);
            _groups = RoleGroups.With(_identity.Role, Sids);
        }
        catch (AccountDirectoryException unavailable)
        {
            return Refuse(RefusalReason.Unavailable, unavailable.Message);
        }
        catch (Wire.MalformedException malformed)
        {
            return Refuse(RefusalReason.Malformed, malformed.Message);
        }

        if (_identity.Refusal is { } reason) return Refuse(reason, $"the principal is mapped to \"{_identity.Name}\"");
        return Establish(lifetime, _kerberos.AllowRc4) is { } weak ? Refuse(RefusalReason.TooWeak, weak) : StepResult.Complete(answer);
    }

    // For a caller's ticket as evidence, MIT wants the service's own tickets beside it, under the very name that the caller's is for.
    private GssCredential Acquire()
    {
        if (_delegating is null || _claim is null) return GssCredential.ForAcceptor(_kerberos.Keytab);
        var service = $"{_claim.Target}@{_claim.Realm}";
        if (_delegating.Find(service, out _problem) is not { } both) return GssCredential.ForAcceptor(_kerberos.Keytab);
        _service = service;
        _problem = "the caller's ticket gives no credential";
        return both;
    }

    private void Take(GssCredential credential)
    {
        if (!IsForwardable())
            _problem = "the caller's ticket is not forwardable: get one with \"kinit -f\", unless the account is marked as sensitive";
        // A ticket-granting ticket would let this service be the caller everywhere: it is not kept, whatever the client meant by it.
        else if (credential.Impersonator is null)
            _problem = "the caller forwards its ticket-granting ticket, which is not used here: log on without forwarding";
        else if (_principal is not null)
        {
            _delegated?.Dispose();
            _delegated = new(credential, _principal, _service!);
            return;
        }
        credential.Dispose();
    }

    // The KDC takes no other ticket as evidence ([MS-SFU] 3.2.5.2.1, 3.2.5.2.3).
    private bool IsForwardable()
    {
        const int forwardable = 1 << 30; // RFC 4120 5.3: bit 1 from the left
        if (GssStatus.IsError(Gssapi.InquireContextByOid(out _, Context, GssOids.TicketFlags, out var set)) || set is null) return true;
        var isForwardable = set->Count == 0 || set->Elements[0].Length != sizeof(int)
            || (*(int*)set->Elements[0].Value & forwardable) != 0;
        Gssapi.ReleaseBufferSet(out _, ref set);
        return isForwardable;
    }

    private (RefusalReason Reason, string Detail)? FindDenialReason(in ApRequestView request)
    {
        var service = request.Service;
        if (!_kerberos.AllowRc4 && request.KeyType is < 17 or > 20)
            return (RefusalReason.TooWeak, $"the ticket is encrypted with a key of type {request.KeyType}, not AES");
        return Options.AcceptedServices.Count == 0 || Options.AcceptedServices.Contains(service, StringComparer.OrdinalIgnoreCase)
            ? null
            : (RefusalReason.WrongTarget, $"the ticket is for {service}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _credential?.Dispose();
            _delegated?.Dispose();
        }

        base.Dispose(disposing);
    }
}
