using Sekimori.Detection.Events;

namespace Sekimori.Detection.Sigma;

/// <summary>One kind of event behind a category of product windows.</summary>
/// <param name="Service">The service whose channels contain it; null if it comes from a provider of its own.</param>
/// <param name="Ids">The event ids; none for any.</param>
/// <param name="Provider">The provider, for events that no channel keeps (ETW).</param>
/// <param name="Only">A further condition, for an id that has several meanings.</param>
internal sealed record WindowsCategory(string? Service, string[] Ids, string? Provider = null, Func<RecordView, bool>? Only = null)
{
    /// <summary>True for an event of this kind.</summary>
    public bool IsMatch(string channel, RecordView windows) =>
        IsMatch(new EventKind(channel, windows.Around("Provider_Name") ?? "", windows.Around("EventID") ?? ""))
        && (Only is null || Only(windows));

    /// <summary>The same by what is known beforehand, whatever <see cref="Only"/> is.</summary>
    public bool IsMatch(EventKind kind)
    {
        if (Service is not null && !WindowsServices.IsChannel(Service, kind.Channel)) return false;
        // Tools that record ETW write the provider, and any name as the channel: mostly the provider's name with a suffix.
        if (Provider is not null && !Provider.Equals(kind.Provider, StringComparison.OrdinalIgnoreCase)
            && !kind.Channel.Equals(Provider, StringComparison.OrdinalIgnoreCase)
            && !kind.Channel.StartsWith(Provider + "/", StringComparison.OrdinalIgnoreCase)) return false;
        return Ids.Length == 0 || Ids.Contains(kind.Number, StringComparer.Ordinal);
    }
}
