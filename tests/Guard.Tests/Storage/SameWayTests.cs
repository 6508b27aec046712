using System.Net;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Credentials;
using Sekimori.Security.Digest;
using Sekimori.Security.Ntlm;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Storage.Tests;

/// <summary>
/// A name that does not exist takes the same way through the real store as a wrong password. The work is counted, in what it allocates:
/// time depends on who else is at work.
/// </summary>
public sealed class SameWayTests : IDisposable
{
    // What the words of the two refusals and the buffers of the pool may differ by. Decrypting alone is 10 KB.
    private const long Tolerance = 512;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-same-way");
    private readonly AccountStore _store;

    public SameWayTests()
    {
        var folder = new DataFolder(_folder.FullName);
        _store = new AccountStore(folder, new SecretProtection(folder, null), iterations: 1000);
        _store.Add("alice", "Passw0rd", Role.Operator);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void By_NTLM() => Same(name =>
    {
        var client = new NtlmInitiator(new PasswordCredential(name, "", "wrong"), new ContextOptions());
        var server = new NtlmAcceptor(
            new SecurityAcceptorSettings { Accounts = _store, Authority = new LocalAuthority("gate"), Throttle = Patient() },
            new ContextOptions { Remote = new IPEndPoint(IPAddress.Loopback, 1) });
        var answer = client.Step(server.Step(client.Step(default).Token.Span).Token.Span).Token.ToArray();
        return () => Assert.Equal(StepState.Refused, server.Step(answer).State);
    });

    [Theory]
    [InlineData("SHA-256")]
    [InlineData("MD5")]
    public void By_Digest(string algorithm) => Same(name =>
    {
        var server = new DigestAuthenticator(_store, Patient(), TimeProvider.System);
        var client = new DigestClient(new PasswordCredential(name, "", "wrong"));
        client.Take(server.Challenges().Select(challenge => challenge["Digest ".Length..])
            .Where(challenge => challenge.Contains($"={algorithm},", StringComparison.Ordinal)));
        var header = client.Authorize("POST", "/wsman")["Digest ".Length..];
        return () => Assert.Null(server.Authenticate(header, "POST", "/wsman", IPAddress.Loopback).Account);
    });

    private static LogonThrottle Patient() =>
        new(new LogonThrottleOptions { FreeFailures = 1000, FreeFailuresAnywhere = 1000 }, TimeProvider.System);

    private void Same(Func<string, Action> prepare)
    {
        Thread.Sleep(150); // until the store takes its file for settled, it reads it with each question
        foreach (var name in (string[])["alice", "nalle", "alice", "nalle"]) prepare(name)(); // once, for what is made with the first use
        var (known, unknown) = (Allocated(prepare("alice")), Allocated(prepare("nalle")));
        Assert.InRange(unknown, known - Tolerance, known + Tolerance);
        Assert.True(known > 4096, $"{known} bytes: nothing was decrypted");
    }

    private static long Allocated(Action logon)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        logon();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
