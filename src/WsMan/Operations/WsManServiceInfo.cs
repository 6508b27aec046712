namespace Sekimori.WsMan.Operations;

/// <summary>The identity of the service in Identify ([DSP0226] 11) and in faults.</summary>
/// <param name="Vendor">ProductVendor.</param>
/// <param name="Version">ProductVersion to callers that have authenticated. Windows clients expect the form "OS: 6.1.0 SP: 0.0 Stack: 3.0".</param>
/// <param name="AnonymousVersion">ProductVersion for everyone else: reveals nothing about the system ([MS-WSMV] appendix B, note 72).</param>
/// <param name="HostName">This host's name, the Machine of faults.</param>
public sealed record WsManServiceInfo(string Vendor, string Version, string AnonymousVersion, string HostName)
{
    /// <summary>The service as it is by default.</summary>
    public static WsManServiceInfo Default(string hostName) =>
        new("Sekimori", $"OS: {Environment.OSVersion.Version.ToString(3)} SP: 0.0 Stack: 3.0", "OS: 0.0.0 SP: 0.0 Stack: 3.0", hostName);
}
