using System.Globalization;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Names that Sigma's taxonomy uses for fields which other events call differently: Security 4688 is a process creation like Sysmon's event
/// 1, 5156 a connection like its event 3, 4657 a change of the registry like its event 13. Names that the event has for something else are
/// the category's only for rules of the category.
/// </summary>
internal static class WindowsNames
{
    /// <summary>Integrity levels by the SID of a token's label ([MS-DTYP] 2.4.2.4).</summary>
    private static readonly Dictionary<string, string> Levels = new(StringComparer.Ordinal)
    {
        ["S-1-16-0"] = "Untrusted", ["S-1-16-4096"] = "Low", ["S-1-16-8192"] = "Medium", ["S-1-16-8448"] = "Medium",
        ["S-1-16-12288"] = "High", ["S-1-16-16384"] = "System",
    };

    public static void Complete(RecordView record)
    {
        if (record.Around("Channel") is null && record.Around("Provider_Name") is { } provider)
        {
            if (provider == "Microsoft-Windows-Sysmon") record.Add("Channel", "Microsoft-Windows-Sysmon/Operational");
            if (provider == "Microsoft-Windows-Security-Auditing") record.Add("Channel", "Security");
        }
        if (!"Security".Equals(record.Around("Channel"), StringComparison.OrdinalIgnoreCase)) return;
        switch (record.Around("EventID"))
        {
            case "4688": Process(record); break;
            case "4689": Alias(record, "ProcessName", "Image"); User(record); break;
            case "5156": Connection(record); break;
            case "4657": Registry(record); break;
        }
    }

    private static void Process(RecordView record)
    {
        Alias(record, "NewProcessName", "Image");
        Alias(record, "ParentProcessName", "ParentImage");
        Alias(record, "SubjectLogonId", "LogonId");
        User(record);
        // 4688 calls its creator ProcessId.
        if (record["NewProcessId"] is { } own)
        {
            if (record["ProcessId"] is { } parent && record["ParentProcessId"] is null)
                foreach (var number in Number(parent)) record.Add("ParentProcessId", number);
            record.SetGeneric("ProcessId", Number(own));
        }
        if (record["MandatoryLabel"] is { } label && Levels.TryGetValue(label, out var level))
            record.SetGeneric("IntegrityLevel", level, label);
    }

    private static void Connection(RecordView record)
    {
        Alias(record, "Application", "Image");
        Alias(record, "SourceAddress", "SourceIp");
        Alias(record, "DestAddress", "DestinationIp");
        Alias(record, "DestPort", "DestinationPort");
        if (record["Direction"] is "%%14593" or "%%14592")
            record.AddUnlessThere("Initiated", record["Direction"] == "%%14593" ? "true" : "false");
        if (record["Protocol"] is "6" or "17") record.SetGeneric("Protocol", record["Protocol"] == "6" ? "tcp" : "udp", record["Protocol"]);
    }

    private static void Registry(RecordView record)
    {
        Alias(record, "ProcessName", "Image");
        User(record);
        if (record["OperationType"] is { } operation)
            record.AddUnlessThere("EventType", operation == "%%1906" ? "DeleteValue" : "SetValue");
        if (record["ObjectName"] is { } key)
        {
            var path = Hive(key);
            record.AddUnlessThere("TargetObject", record["ObjectValueName"] is { Length: > 0 } name ? $@"{path}\{name}" : path);
        }
        if (record["NewValue"] is not { } value) return;
        // Sysmon writes numbers with their kind; %%1876 is REG_DWORD.
        var isNumber = record["NewValueType"] == "%%1876" && uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        record.AddUnlessThere("Details", isNumber ? $"DWORD (0x{uint.Parse(value, CultureInfo.InvariantCulture):x8})" : value);
    }

    /// <summary>Sysmon's User is DOMAIN\name: of the token that the process has, where that is another one than its creator's.</summary>
    private static void User(RecordView record)
    {
        var whose = record["TargetUserName"] is { Length: > 1 } ? "Target" : "Subject";
        if (record["User"] is not null || record[whose + "UserName"] is not { } name) return;
        if (record[whose + "DomainName"] is { Length: > 1 } domain) record.Add("User", $@"{domain}\{name}");
        record.Add("User", name);
    }

    private static string Hive(string key)
    {
        foreach (var (kernel, hive) in new[] { (@"\REGISTRY\MACHINE\", @"HKLM\"), (@"\REGISTRY\USER\", @"HKU\") })
            if (key.StartsWith(kernel, StringComparison.OrdinalIgnoreCase)) return hive + key[kernel.Length..];
        return key;
    }

    /// <summary>4688 writes numbers of processes in hexadecimal, Sysmon in decimal: rules may mean either.</summary>
    private static string?[] Number(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? [number.ToString(CultureInfo.InvariantCulture), text]
            : [text];

    private static void Alias(RecordView record, string from, string to)
    {
        if (record[from] is { } value) record.AddUnlessThere(to, value);
    }
}
