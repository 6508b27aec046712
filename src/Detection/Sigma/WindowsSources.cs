using Sekimori.Detection.Events;

namespace Sekimori.Detection.Sigma;

/// <summary>
/// Which Windows events belong to the categories of product windows (Sigma's taxonomy appendix 2.1): Sysmon's, and those of Windows with
/// the same meaning.
/// </summary>
internal static class WindowsSources
{
    private static readonly Dictionary<string, WindowsCategory[]> Categories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["process_creation"] = [Sysmon("1"), new("security", ["4688"])], ["file_change"] = [Sysmon("2")],
        ["network_connection"] = [Sysmon("3"), new("security", ["5156"])], ["sysmon_status"] = [Sysmon("4", "16")],
        ["process_termination"] = [Sysmon("5"), new("security", ["4689"])], ["driver_load"] = [Sysmon("6")], ["image_load"] = [Sysmon("7")],
        ["create_remote_thread"] = [Sysmon("8")], ["raw_access_thread"] = [Sysmon("9")], ["process_access"] = [Sysmon("10")],
        ["file_event"] = [Sysmon("11")],
        // Event 12 covers both the creation and the deletion of a key or value; 4657 tells by OperationType what was done.
        ["registry_add"] = [Sysmon("12") with { Only = windows => !IsDeletion(windows) },
            new("security", ["4657"], Only: windows => windows["OperationType"] == "%%1904")],
        ["registry_delete"] = [Sysmon("12") with { Only = windows => windows["EventType"] is null or "" || IsDeletion(windows) },
            new("security", ["4657"], Only: IsValueGone)],
        ["registry_set"] = [Sysmon("13"), new("security", ["4657"], Only: windows => !IsValueGone(windows))],
        ["registry_rename"] = [Sysmon("14")], ["registry_event"] = [Sysmon("12", "13", "14"), new("security", ["4657"])],
        ["create_stream_hash"] = [Sysmon("15")], ["pipe_created"] = [Sysmon("17", "18")], ["wmi_event"] = [Sysmon("19", "20", "21")],
        ["dns_query"] = [Sysmon("22")],
        // The appendix has only 23 here, the pipelines that others use have 26 as well: either way the file is deleted.
        ["file_delete"] = [Sysmon("23", "26")], ["clipboard_capture"] = [Sysmon("24")], ["process_tampering"] = [Sysmon("25")],
        ["file_delete_detected"] = [Sysmon("26")],
        ["file_block_executable"] = [Sysmon("27")], ["file_block_shredding"] = [Sysmon("28")],
        ["file_executable_detected"] = [Sysmon("29")], ["sysmon_error"] = [Sysmon("255")],
        ["file_access"] = [KernelFile], ["file_rename"] = [KernelFile],
        ["ps_classic_start"] = [new("powershell-classic", ["400"])], ["ps_classic_provider_start"] = [new("powershell-classic", ["600"])],
        ["ps_classic_script"] = [new("powershell-classic", ["800"])], ["ps_module"] = [new("powershell", ["4103"])],
        ["ps_script"] = [new("powershell", ["4104"])],
    };

    private static WindowsCategory KernelFile => new(null, [], "Microsoft-Windows-Kernel-File");

    /// <summary>True if the category has a meaning.</summary>
    public static bool IsKnown(string category) => Categories.ContainsKey(category);

    /// <summary>True if an event of the category can be in a channel of the service.</summary>
    public static bool CanBe(string category, string service) =>
        Categories.TryGetValue(category, out var kinds)
        && Array.Exists(kinds, kind =>
        kind.Service is null || WindowsServices.Of(kind.Service).Intersect(WindowsServices.Of(service)).Any());

    /// <summary>True for an event of the category.</summary>
    public static bool IsCategory(string category, string channel, RecordView windows) =>
        Categories.TryGetValue(category, out var kinds) && Array.Exists(kinds, kind => kind.IsMatch(channel, windows));

    /// <summary>True if every event of the kind is of the category, false if none is, null if it depends on more.</summary>
    public static bool? IsCategory(string category, EventKind kind)
    {
        bool? result = false;
        foreach (var one in Categories.GetValueOrDefault(category) ?? [])
        {
            if (!one.IsMatch(kind)) continue;
            if (one.Only is null) return true;
            result = null;
        }
        return result;
    }

    private static WindowsCategory Sysmon(params string[] ids) => new("sysmon", ids);

    private static bool IsDeletion(RecordView windows) =>
        windows["EventType"]?.StartsWith("Delete", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsValueGone(RecordView windows) => windows["OperationType"] == "%%1906";
}
