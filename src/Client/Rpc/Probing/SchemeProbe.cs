using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Client.Rpc.Probing;

/// <summary>
/// Finds out which authentication schemes a server offers, without logging on: each handshake is started and abandoned after the server's
/// first answer.
/// </summary>
internal static class SchemeProbe
{
    /// <summary>The schemes that are tried.</summary>
    public static IReadOnlyList<SecurityScheme> Schemes { get; } = [SecurityScheme.Ntlm, SecurityScheme.Spnego, SecurityScheme.Kerberos];

    /// <summary>Tries one scheme.</summary>
    /// <param name="binding">The server.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="options">How to connect; its security is not used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="System.Net.Sockets.SocketException">Nothing listens there.</exception>
    public static async Task<SchemeAnswer> AskAsync(
        RpcBinding binding, SecurityScheme scheme, RpcClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var context = ProbeContext.For(scheme);
        var client = await RpcClient.ConnectAsync(
            binding, options with { Security = new ProbeInitiator(context), Scheme = scheme, Level = ProtectionLevel.Connect },
            cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            try
            {
                await client.BindAsync(IEndpointMapper.Info.Id, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcBindException)
            {
                // The interface is not here; the handshake started nevertheless.
            }
            catch (RpcConnectionException refused) when (!context.IsAnswered)
            {
                // An installed package rejects the message, each server with its own reason; a missing one is not recognized.
                var isKnown = refused.RefusalReason is not (null or BindNakReason.AuthenticationTypeNotRecognized);
                return new(scheme, isKnown, null, isKnown ? "" : refused.RefusalReason is { } reason ? $"bind_nak: {reason}"
                    : refused.Message);
            }
            catch (RpcConnectionException)
            {
                // The probe itself gave up, having seen what it wanted.
            }
            catch (RpcFaultException fault)
            {
                return new(scheme, fault.Status is RpcStatus.AccessDenied or RpcStatus.SecurityPackageError, context.Challenge,
                    $"fault 0x{fault.Status:x8}");
            }
        }

        return new(scheme, context.IsAnswered, context.Challenge, "");
    }

    private sealed class ProbeInitiator(ProbeContext context) : ISecurityInitiator
    {
        public IReadOnlyList<SecurityScheme> Schemes => [context.Scheme];

        public SecurityContext Initiate(SecurityScheme scheme, ContextOptions options) => context;
    }
}
