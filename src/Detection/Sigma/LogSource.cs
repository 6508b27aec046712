using Sekimori.Detection.Events;
using Sekimori.Guard.Observations;

namespace Sekimori.Detection.Sigma;

/// <summary>The source that a rule is written for (Sigma's "logsource").</summary>
/// <param name="Product">"sekimori", "zeek", "rpc_firewall", "windows"; null for any.</param>
/// <param name="Category">"rpc", "wsman", "logon" of ours; "application"; "process_creation" … of Windows; null for any.</param>
/// <param name="Service">"dce_rpc"; "security", "taskscheduler" … of Windows; null for any.</param>
public sealed record LogSource(string? Product, string? Category, string? Service)
{
    /// <summary>True where the rule speaks of observations at all.</summary>
    public bool IsForObservations => Product switch
    {
        "sekimori" => true,
        "zeek" => Service == "dce_rpc",
        "rpc_firewall" => true,
        null => Category is "rpc" or "wsman" or "logon",
        _ => false,
    };

    /// <summary>True where the rule speaks of observations of this kind.</summary>
    public bool IsFor(ObservationKind kind)
    {
        if (!IsForObservations) return false;
        if (Product is "zeek" or "rpc_firewall") return kind == ObservationKind.Call;
        return Category switch
        {
            "rpc" => kind is not (ObservationKind.Request or ObservationKind.Logon or ObservationKind.Change),
            "wsman" => kind == ObservationKind.Request,
            "logon" => kind == ObservationKind.Logon,
            _ => true,
        };
    }

    /// <summary>True where the rule speaks of this Windows event.</summary>
    public bool IsFor(RecordView windows)
    {
        if (Product is not (null or "windows")) return false;
        var channel = windows["Channel"] ?? "";
        if (Service is not null && !WindowsSources.IsChannel(Service, channel)) return false;
        return Category is null || WindowsSources.IsCategory(Category, channel, windows);
    }
}
