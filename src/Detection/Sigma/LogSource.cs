using Sekimori.Detection.Events;
using Sekimori.Observations;

namespace Sekimori.Detection.Sigma;

/// <summary>The source that a rule is written for (Sigma's "logsource").</summary>
/// <param name="Product">"sekimori", "zeek", "rpc_firewall", "windows"; null for any.</param>
/// <param name="Category">"rpc", "wsman", "logon", "file", "gateway" of ours; "application"; "process_creation" … of Windows; null for
/// any.</param>
/// <param name="Service">"dce_rpc"; "security", "taskscheduler" … of Windows; null for any.</param>
internal sealed record LogSource(string? Product, string? Category, string? Service)
{
    private static readonly string[] Own = ["rpc", "wsman", "logon", "file", "gateway"];

    /// <summary>True if the rule can match observations.</summary>
    public bool IsForObservations => Product switch
    {
        "sekimori" => true,
        "zeek" => Service == "dce_rpc",
        "rpc_firewall" => true,
        null => Category is "rpc" or "wsman" or "logon",
        _ => false,
    };

    /// <summary>Why no event and no observation is ever of this source here; null if some are.</summary>
    public string? Nothing
    {
        get
        {
            switch (Product)
            {
                case "rpc_firewall": return null;
                case "sekimori":
                    return Category is null || Own.Contains(Category)
                    ? null
                    : $"product sekimori has no category '{Category}': rpc, wsman, logon, file or gateway";
                case "zeek":
                    return IsForObservations
                    ? null
                    : $"only dce_rpc of zeek's logs is supported{(Service is null ? "" : $", not '{Service}'")}";
                case null or "windows": break;
                default: return $"events of product '{Product}' are not supported";
            }
            if (IsForObservations) return null;
            if (Service is not null && WindowsServices.Of(Service).Count == 0)
                return $"the service '{Service}' has no channel of Windows (Sigma's taxonomy appendix)";
            if (Category is null) return null;
            if (!WindowsSources.IsKnown(Category))
                return $"the category '{Category}' has no events (Sigma's taxonomy appendix, product windows)";
            return Service is null || WindowsSources.CanBe(Category, Service)
                ? null
                : $"no event of category '{Category}' is in a channel of service '{Service}'";
        }
    }

    /// <summary>True if names of fields are Sigma's own for the category, not those of the event that is after it.</summary>
    public bool HasGenericNames => Category is not null && Product is null or "windows";

    /// <summary>
    /// True if everything of the other source is also of this one: this one has no condition that the other does not have.
    /// </summary>
    public bool Covers(LogSource other) =>
        Holds(Product, other.Product) && Holds(Category, other.Category) && Holds(Service, other.Service);

    /// <summary>True if the rule speaks of observations of this kind.</summary>
    public bool IsFor(ObservationKind kind)
    {
        if (!IsForObservations) return false;
        if (Product is "zeek" or "rpc_firewall") return kind == ObservationKind.Call;
        return Category switch
        {
            "rpc" => kind is not (ObservationKind.Request or ObservationKind.Logon or ObservationKind.Change or ObservationKind.File
                or ObservationKind.Session),
            "wsman" => kind == ObservationKind.Request,
            "logon" => kind == ObservationKind.Logon,
            "file" => kind == ObservationKind.File,
            "gateway" => kind == ObservationKind.Session,
            _ => true,
        };
    }

    /// <summary>True if the rule speaks of this Windows event.</summary>
    public bool IsFor(RecordView windows)
    {
        if (Product is not (null or "windows")) return false;
        var channel = windows.Around("Channel") ?? "";
        if (Service is not null && !WindowsServices.IsChannel(Service, channel)) return false;
        return Category is null || WindowsSources.IsCategory(Category, channel, windows);
    }

    /// <summary>True if the rule speaks of every Windows event of this kind, false if of none, null if of some.</summary>
    internal bool? IsFor(EventKind kind)
    {
        if (Product is not (null or "windows")) return false;
        if (Service is not null && !WindowsServices.IsChannel(Service, kind.Channel)) return false;
        return Category is null ? true : WindowsSources.IsCategory(Category, kind);
    }

    private static bool Holds(string? wide, string? narrow) => wide is null || wide == narrow;
}
