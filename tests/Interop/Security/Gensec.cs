using System.Diagnostics;
using Sekimori.Security;
using Sekimori.TestKit;

namespace Sekimori.Interop.Security;

/// <summary>One side of a handshake by Samba's gensec, in a process of its own.</summary>
public sealed class Gensec : IDisposable
{
    private readonly Process _process;

    private Gensec(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "gensec-peer.py"), .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    public static Gensec Client(string mechanism, string user, string password, string domain) =>
        new("client", mechanism, Realm.SmbConf, user, password, domain);

    public static Gensec Server(string mechanism) => new("server", mechanism, Realm.SmbConf);

    public (string State, byte[] Data) Ask(string command, ReadOnlySpan<byte> data = default)
    {
        _process.StandardInput.WriteLine($"{command} {Convert.ToBase64String(data)}");
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("gensec-peer.py ended");
        var parts = answer.Split(' ', 2);
        return (parts[0], Convert.FromBase64String(parts[1]));
    }

    /// <summary>
    /// Runs a handshake between this peer and a context of ours, whoever starts, and gives what stopped it; null if both are complete.
    /// </summary>
    public string? Shake(SecurityContext ours, bool peerBegins)
    {
        var peerDone = false;
        byte[] token = [];
        if (peerBegins) token = Ask("step").Data;
        for (var legs = 0; legs < 10; legs++)
        {
            if (!ours.IsComplete)
            {
                var step = ours.Step(token);
                if (step.State == StepState.Refused) return $"we refuse: {step.Refusal}";
                token = step.Token.ToArray();
            }

            if (ours.IsComplete && (peerDone || token.Length == 0)) return null;
            var (state, answer) = Ask("step", token);
            if (state == "refused") return $"gensec refuses: {System.Text.Encoding.UTF8.GetString(answer)}";
            peerDone = state == "complete";
            token = answer;
            if (peerDone && ours.IsComplete) return null;
        }

        return "the handshake does not end";
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }
}
