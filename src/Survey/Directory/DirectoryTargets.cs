using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Security.Credentials;
using Sekimori.Survey.Logon;
using Sekimori.Wire;

namespace Sekimori.Survey.Directory;

/// <summary>
/// Connects to a directory and reads its computers. Without TLS the logon is NTLM or Kerberos and every message after it is sealed; with
/// TLS the certificate must be trusted, because a password goes through it.
/// </summary>
internal sealed class DirectoryTargets(LogonOptions logon, SurveyOptions options)
{
    /// <summary>As many computers as a run in a store can have hosts.</summary>
    public const int MaxComputers = 100_000;

    // A directory sorts and counts before it answers.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>Computers of a page; tests have fewer.</summary>
    public int PageSize { get; init; } = ComputerReader.UsualPage;

    /// <summary>Reads.</summary>
    /// <exception cref="DirectoryException">It failed.</exception>
    public async Task<DirectoryListing> ReadAsync(DirectoryTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            var connection = new LdapConnection(stream, AnswerLimit);
            await using (connection.ConfigureAwait(false))
            {
                if (target.IsTls && logon.Credential is PasswordCredential password)
                    await connection.BindAsync(NameOf(password), password.Password, cancellationToken).ConfigureAwait(false);
                else if (target.IsTls)
                    throw new DirectoryException("tickets are for ldap://, whose messages they seal: write that");
                else
                    await connection.BindAsync(logon.Initiator, $"ldap/{target.Host}", cancellationToken).ConfigureAwait(false);
                var listing = await new ComputerReader(connection, MaxComputers, PageSize).ReadAsync(target.Base, cancellationToken)
                    .ConfigureAwait(false);
                await connection.SendAsync(LdapRequest.Unbind, cancellationToken).ConfigureAwait(false);
                return listing;
            }
        }
        catch (Exception failure) when (failure is DirectoryException or MalformedException or SocketException or TimeoutException
            or AuthenticationException or IOException)
        {
            throw new DirectoryException($"{target}: {failure.Message}", failure);
        }
    }

    private async Task<Stream> ConnectAsync(DirectoryTarget target, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var stream = new NetworkStream(await ConnectedAsync(socket, target, limit.Token).ConfigureAwait(false), ownsSocket: true);
        if (!target.IsTls) return stream;
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = target.Host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = Policy(),
            }, limit.Token).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Socket> ConnectedAsync(Socket socket, DirectoryTarget target, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            await socket.ConnectAsync(target.Host, target.Port, limit.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"port {target.Port} does not answer");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private X509ChainPolicy Policy()
    {
        // Revocation would ask other hosts.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (options.Authorities is not { } authorities) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    // [MS-ADTS] 5.1.1.1.1: DOMAIN\user and user@domain are names too.
    private static string NameOf(PasswordCredential user) =>
        user.Domain.Length == 0 ? user.User
        : user.Domain.Contains('.', StringComparison.Ordinal) ? $"{user.User}@{user.Domain}" : $@"{user.Domain}\{user.User}";
}
