namespace Sekimori.Interop.WsMan;

/// <summary>What clients of WS-Management need beside their own program.</summary>
internal static class Peer
{
    /// <summary>A configuration with OpenSSL's legacy provider, which has the MD4 that Python's NTLM wants.</summary>
    public static async Task<string> LegacyOpenSslAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"sekimori-openssl-{Environment.ProcessId}.cnf");
        await File.WriteAllTextAsync(file,
            "openssl_conf = init\n[init]\nproviders = providers\n[providers]\ndefault = on\nlegacy = on\n[on]\nactivate = 1\n");
        return file;
    }

    /// <summary>Runs a script of Python.</summary>
    public static Task<(int Code, string Output, string Errors)> PythonAsync(string script, params string[] arguments) =>
        PeerProgram.RunAsync(PeerProgram.Python, ["-c", script, .. arguments]);
}
