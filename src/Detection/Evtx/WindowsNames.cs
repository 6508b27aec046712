using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>Names that Sigma's taxonomy uses for fields which other events call differently: Security 4688 is a process creation like Sysmon's event 1.</summary>
internal static class WindowsNames
{
    public static void Complete(RecordView record)
    {
        if (record["Channel"] is null && record["Provider_Name"] is { } provider)
        {
            if (provider == "Microsoft-Windows-Sysmon") record.Add("Channel", "Microsoft-Windows-Sysmon/Operational");
            if (provider == "Microsoft-Windows-Security-Auditing") record.Add("Channel", "Security");
        }
        if (record["EventID"] != "4688") return;
        Alias("NewProcessName", "Image");
        Alias("ParentProcessName", "ParentImage");
        Alias("SubjectUserName", "User");
        Alias("NewProcessId", "ProcessId");

        void Alias(string from, string to)
        {
            if (record[from] is { } value) record.AddUnlessThere(to, value);
        }
    }
}
