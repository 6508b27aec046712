using Sekimori.Detection.Events;

namespace Sekimori.Detection.Sigma;

/// <summary>Which Windows channels and event ids stand behind Sigma's services and categories (Sigma's taxonomy appendix).</summary>
internal static class WindowsSources
{
    private const string Sysmon = "Microsoft-Windows-Sysmon/Operational";

    private static readonly Dictionary<string, string[]> Services = new(StringComparer.OrdinalIgnoreCase)
    {
        ["security"] = ["Security"], ["system"] = ["System"], ["application"] = ["Application"], ["sysmon"] = [Sysmon],
        ["powershell"] = ["Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"], ["powershell-classic"] = ["Windows PowerShell"],
        ["taskscheduler"] = ["Microsoft-Windows-TaskScheduler/Operational"], ["wmi"] = ["Microsoft-Windows-WMI-Activity/Operational"],
        ["windefend"] = ["Microsoft-Windows-Windows Defender/Operational"], ["winrm"] = ["Microsoft-Windows-WinRM/Operational"],
        ["ntlm"] = ["Microsoft-Windows-NTLM/Operational"], ["printservice-admin"] = ["Microsoft-Windows-PrintService/Admin"],
        ["printservice-operational"] = ["Microsoft-Windows-PrintService/Operational"], ["smbclient-security"] = ["Microsoft-Windows-SmbClient/Security"],
        ["smbclient-connectivity"] = ["Microsoft-Windows-SMBClient/Connectivity"], ["smbserver-connectivity"] = ["Microsoft-Windows-SMBServer/Connectivity"],
        ["bits-client"] = ["Microsoft-Windows-Bits-Client/Operational"], ["dns-server"] = ["DNS Server"], ["dns-client"] = ["Microsoft-Windows-DNS Client Events/Operational"],
        ["firewall-as"] = ["Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"], ["codeintegrity-operational"] = ["Microsoft-Windows-CodeIntegrity/Operational"],
        ["driver-framework"] = ["Microsoft-Windows-DriverFrameworks-UserMode/Operational"], ["applocker"] =
        [
            "Microsoft-Windows-AppLocker/MSI and Script", "Microsoft-Windows-AppLocker/EXE and DLL", "Microsoft-Windows-AppLocker/Packaged app-Deployment",
            "Microsoft-Windows-AppLocker/Packaged app-Execution",
        ],
        ["terminalservices-localsessionmanager"] = ["Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"],
    };

    private static readonly Dictionary<string, string[]> SysmonEvents = new(StringComparer.OrdinalIgnoreCase)
    {
        ["process_creation"] = ["1"], ["file_change"] = ["2"], ["network_connection"] = ["3"], ["sysmon_status"] = ["4", "16"], ["process_termination"] = ["5"],
        ["driver_load"] = ["6"], ["image_load"] = ["7"], ["create_remote_thread"] = ["8"], ["raw_access_thread"] = ["9"], ["process_access"] = ["10"],
        ["file_event"] = ["11"], ["registry_add"] = ["12"], ["registry_delete"] = ["12"], ["registry_set"] = ["13"], ["registry_rename"] = ["14"],
        ["registry_event"] = ["12", "13", "14"], ["create_stream_hash"] = ["15"], ["pipe_created"] = ["17", "18"], ["wmi_event"] = ["19", "20", "21"],
        ["dns_query"] = ["22"], ["file_delete"] = ["23", "26"], ["clipboard_capture"] = ["24"], ["process_tampering"] = ["25"],
        ["file_block_executable"] = ["27"], ["file_block_shredding"] = ["28"], ["file_executable_detected"] = ["29"], ["sysmon_error"] = ["255"],
    };

    public static bool IsChannel(string service, string channel) =>
        Services.TryGetValue(service, out var channels) && channels.Contains(channel, StringComparer.OrdinalIgnoreCase);

    public static bool IsCategory(string category, string channel, RecordView windows)
    {
        var id = windows["EventID"] ?? "";
        if (channel.Equals(Sysmon, StringComparison.OrdinalIgnoreCase))
        {
            if (!SysmonEvents.TryGetValue(category, out var ids) || !ids.Contains(id, StringComparer.Ordinal)) return false;
            // Event 12 is both a key or value that came and one that went.
            var what = windows["EventType"] ?? "";
            return category switch
            {
                "registry_add" => !what.StartsWith("Delete", StringComparison.OrdinalIgnoreCase),
                "registry_delete" => what.Length == 0 || what.StartsWith("Delete", StringComparison.OrdinalIgnoreCase),
                _ => true,
            };
        }
        return category switch
        {
            "process_creation" => id == "4688" && channel.Equals("Security", StringComparison.OrdinalIgnoreCase),
            "network_connection" => id == "5156" && channel.Equals("Security", StringComparison.OrdinalIgnoreCase),
            "registry_event" or "registry_set" => id == "4657" && channel.Equals("Security", StringComparison.OrdinalIgnoreCase),
            "ps_module" => id == "4103" && IsChannel("powershell", channel),
            "ps_script" => id == "4104" && IsChannel("powershell", channel),
            "ps_classic_start" => id == "400" && IsChannel("powershell-classic", channel),
            "ps_classic_provider_start" => id == "600" && IsChannel("powershell-classic", channel),
            _ => false,
        };
    }
}
