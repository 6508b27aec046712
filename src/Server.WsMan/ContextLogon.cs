using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Channels;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>
/// The HTTP schemes whose tokens are those of a <see cref="SecurityContext"/>: Negotiate (RFC 4559), and NTLM, Kerberos and CredSSP by
/// themselves ([MS-WSMV] 2.2.9.1). The handshake belongs to the connection, and so does what it proved.
/// </summary>
public sealed class ContextLogon : IHttpLogon
{
    // What Windows clients ask tickets for when they mean WS-Management: HTTP or WSMAN by their setting, HOST by [MS-KILE] 3.1.5.11.
    private static readonly string[] Services = ["HTTP", "WSMAN", "HOST"];

    private readonly ISecurityAcceptor _acceptor;
    private readonly SecurityScheme _context;
    private readonly Func<WsManSettings, bool> _allowed;
    private readonly Func<bool>? _takesDelegation;

    private ContextLogon(ISecurityAcceptor acceptor, string scheme, SecurityScheme context, Func<WsManSettings, bool> allowed,
        Func<bool>? takesDelegation) =>
        (_acceptor, Scheme, _context, _allowed, _takesDelegation) = (acceptor, scheme, context, allowed, takesDelegation);

    /// <inheritdoc/>
    public string Scheme { get; }

    /// <summary>One logon for each HTTP scheme, the preferred first. curl and nmap say NTLM where others say Negotiate.</summary>
    public static IEnumerable<IHttpLogon> All(ISecurityAcceptor acceptor) => All(acceptor, null);

    /// <summary>The same for a service that acts for its callers.</summary>
    /// <param name="acceptor">The schemes.</param>
    /// <param name="takesDelegation">True as long as it does; null for never.</param>
    internal static IEnumerable<IHttpLogon> All(ISecurityAcceptor acceptor, Func<bool>? takesDelegation) =>
    [
        new ContextLogon(acceptor, "Negotiate", SecurityScheme.Spnego, settings => settings.Negotiate, takesDelegation),
        new ContextLogon(acceptor, "Kerberos", SecurityScheme.Kerberos, settings => settings.Kerberos, takesDelegation),
        new ContextLogon(acceptor, "NTLM", SecurityScheme.Ntlm, settings => settings.Negotiate, null),
        new ContextLogon(acceptor, "CredSSP", SecurityScheme.CredSsp, settings => settings.CredSsp, null),
    ];

    /// <inheritdoc/>
    public bool IsOffered(WsManConnection connection, WsManSettings settings) => _allowed(settings) && _acceptor.Schemes.Contains(_context);

    /// <inheritdoc/>
    public void Challenge(ICollection<string> challenges) => challenges.Add(Scheme);

    /// <inheritdoc/>
    public ValueTask<HttpLogonResult> LogonAsync(HttpLogonRequest request, CancellationToken cancellationToken)
    {
        var (connection, credentials, settings) = (request.Connection, request.Credentials, request.Settings);
        var token = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, token, out var length))
            return new(Refuse(connection, new Refusal(Scheme, null, RefusalReason.Malformed, "not base64")));
        if (connection.Handshake is not Handshake going || going.Of != this)
        {
            End(connection);
            if (_acceptor.Accept(_context, Options(connection, settings)) is not { } context)
                return new(Refuse(connection, new Refusal(Scheme, null, RefusalReason.NoCommonMechanism)));
            connection.Handshake = going = new Handshake(this, context);
        }

        var step = going.Context.Step(token.AsSpan(0, length));
        if (step.State == StepState.Continue) connection.HoldHandshake(going.Context.HeldBytes);
        var claim = going.Context.Claim;
        var answer = step.Token.IsEmpty ? null : $"{Scheme} {Convert.ToBase64String(step.Token.Span)}";
        return new(step.State switch
        {
            StepState.Continue => new HttpLogonResult(HttpLogonState.Continue, Token: answer ?? Scheme),
            StepState.Complete => Prove(connection, going.Context, answer) with { Claim = claim },
            _ => Refuse(connection, step.Refusal!) with { Claim = claim },
        });
    }

    private HttpLogonResult Prove(WsManConnection connection, SecurityContext context, string? answer)
    {
        connection.Handshake = null;
        var caller = context.ToCaller(connection.Level);
        if (caller.IsAnonymous)
        {
            context.Dispose();
            return HttpLogonResult.Refused(new Refusal(Scheme, null, RefusalReason.AnonymousRefused));
        }

        connection.Forget();
        var proved = HttpLogonResult.Proved(caller) with { Protects = context };
        connection.Named = caller.Scheme == "NTLM" && context.Principal is { } name ? (caller, name) : null;
        connection.Proved = proved; // without the token: that goes with this answer alone
        return proved with { Token = answer };
    }

    private static HttpLogonResult Refuse(WsManConnection connection, Refusal refusal)
    {
        End(connection);
        return HttpLogonResult.Refused(refusal);
    }

    private static void End(WsManConnection connection)
    {
        (connection.Handshake as IDisposable)?.Dispose();
        connection.Handshake = null;
    }

    private ContextOptions Options(WsManConnection connection, WsManSettings settings) => new()
    {
        // If TLS protects the messages, clients offer neither signing nor sealing. Without it the handshake must agree on sealing
        // ([MS-WSMV] 2.2.9.1).
        Level = connection.IsTls || settings.AllowUnencrypted ? ProtectionLevel.Connect : ProtectionLevel.Privacy,
        Channel = connection.Certificate is { } server ? ChannelBindings.ForServer(server.Certificate) : null,
        // [MS-WSMV] 2.2.4.34: CbtHardeningLevel.
        ChannelMode = Enum.TryParse<ChannelBindingMode>(settings.CbtHardeningLevel, ignoreCase: true, out var mode)
            ? mode
            : ChannelBindingMode.Strict,
        Remote = connection.Remote,
        AcceptedServices = Services,
        TakesDelegation = _takesDelegation?.Invoke() == true,
    };

    private sealed record Handshake(ContextLogon Of, SecurityContext Context) : IDisposable
    {
        public void Dispose() => Context.Dispose();
    }
}
