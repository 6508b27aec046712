namespace Sekimori.WsMan.Operations;

/// <summary>The identity of the service in Identify ([DSP0226] 11) and in faults.</summary>
/// <param name="Vendor">ProductVendor.</param>
/// <param name="Version">ProductVersion to callers that have authenticated. Windows clients expect the form "OS: 6.1.0 SP: 0.0 Stack:
/// 3.0".</param>
/// <param name="AnonymousVersion">ProductVersion for everyone else: reveals nothing about the system ([MS-WSMV] appendix B, note
/// 72).</param>
/// <param name="HostName">This host's name, the Machine of faults.</param>
public sealed record WsManServiceInfo(string Vendor, string Version, string AnonymousVersion, string HostName)
{
    /// <summary>The service as it is by default.</summary>
    /// <param name="hostName">This host's name.</param>
    /// <param name="system">The version of its operating system, three parts of it; null says nothing of the system to anybody.</param>
    public static WsManServiceInfo Default(string hostName, Version? system = null) =>
        new("Sekimori", $"OS: {system?.ToString(3) ?? "0.0.0"} SP: 0.0 Stack: 3.0", "OS: 0.0.0 SP: 0.0 Stack: 3.0", hostName);
}
