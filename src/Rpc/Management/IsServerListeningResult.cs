namespace Sekimori.Rpc.Management;

/// <summary>The results of rpc_mgmt_is_server_listening ([C706] Appendix Q).</summary>
/// <param name="Status">0, or why not.</param>
/// <param name="IsListening">boolean32: not 0 if it listens.</param>
internal sealed record IsServerListeningResult(uint Status, uint IsListening);
