using System.Diagnostics;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.TestKit;

namespace Sekimori.Bench.Rpc;

/// <summary>
/// What the cipher takes for a call and nothing else does: a request's fragments are opened and a reply's protected, in memory, on one
/// thread.
/// </summary>
internal static class CipherAlone
{
    private const int Fragment = 5840, Header = 24, Trailer = 8, Prepared = 64 * 1024 * 1024;

    public static string Run(Protected how, int size, double seconds, string? keytab)
    {
        if (keytab is not null && Realm.MissingReason is { } reason) throw new InvalidOperationException(reason);
        var folder = Directory.CreateTempSubdirectory("rpcbench");
        try
        {
            var options = new ContextOptions { Level = how.Level, DceStyle = true, Target = "host/dc1.lab.test" };
            using var client = Load.Initiator().Initiate(how.Scheme!.Value, options)!;
            using var server = Servers.Acceptor(folder.FullName, keytab).Accept(how.Scheme.Value, options)!;
            Shake(client, server);
            return Measure(client, server, how.Level == ProtectionLevel.Privacy ? Protection.Seal : Protection.Sign, size, seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Measure(SecurityContext client, SecurityContext server, Protection protection, int size, double seconds)
    {
        var token = client.TokenSize(protection);
        var room = (Fragment - Header - Trailer - token) & ~15;
        var batch = Math.Clamp(Prepared / (size + 200), 1, 20_000);
        var requests = new byte[batch][];
        var tokens = new byte[batch][];
        for (var i = 0; i < batch; i++) (requests[i], tokens[i]) = (new byte[size], new byte[((size / room) + 1) * token]);
        byte[] header = new byte[Header], trailer = new byte[Trailer], reply = new byte[size], signature = new byte[token];
        var time = new Stopwatch();
        long calls = 0;
        while (time.Elapsed.TotalSeconds < seconds)
        {
            for (var i = 0; i < batch; i++)
                for (int at = 0, n = 0; at < size; at += room, n++)
                    client.Protect(protection, new MessageParts(header, requests[i].AsSpan(at, Math.Min(room, size - at)), trailer),
                        tokens[i].AsSpan(n * token, token));
            time.Start();
            for (var i = 0; i < batch; i++)
            {
                for (int at = 0, n = 0; at < size; at += room, n++)
                    if (server.Unprotect(protection, new MessageParts(header, requests[i].AsSpan(at, Math.Min(room, size - at)), trailer),
                        tokens[i].AsSpan(n * token, token)) is { } refusal)
                        throw new InvalidOperationException(refusal.ToString());
                for (var at = 0; at < size; at += room)
                    server.Protect(protection, new MessageParts(header, reply.AsSpan(at, Math.Min(room, size - at)), trailer), signature);
            }

            time.Stop();
            calls += batch;
        }

        return FormattableString.Invariant($"{calls / time.Elapsed.TotalSeconds:0.0} {calls}");
    }

    private static void Shake(SecurityContext client, SecurityContext server)
    {
        var step = client.Step(default);
        for (var (mine, other) = (server, client); !(client.IsComplete && server.IsComplete); (mine, other) = (other, mine))
        {
            step = mine.Step(step.Token.Span);
            if (step.Refusal is { } refusal) throw new InvalidOperationException(refusal.ToString());
        }
    }
}
