using Sekimori.Detection.Events;

namespace Sekimori.Detection.Sigma;

/// <summary>One kind of event behind a category of product windows.</summary>
/// <param name="Service">The service whose channels it is in; null if it comes from a provider of its own.</param>
/// <param name="Ids">The event ids; none for any.</param>
/// <param name="Provider">The provider, for events that no channel keeps (ETW).</param>
/// <param name="Only">What else must hold, for an id that stands for several things.</param>
internal sealed record WindowsCategory(string? Service, string[] Ids, string? Provider = null, Func<RecordView, bool>? Only = null)
{
    /// <summary>True for an event of this kind.</summary>
    public bool IsMatch(string channel, RecordView windows)
    {
        if (Service is not null && !WindowsServices.IsChannel(Service, channel)) return false;
        // Who records ETW writes the provider, and as channel what it likes: mostly the provider's name with something behind.
        if (Provider is not null && !Provider.Equals(windows.Around("Provider_Name"), StringComparison.OrdinalIgnoreCase)
            && !channel.Equals(Provider, StringComparison.OrdinalIgnoreCase) && !channel.StartsWith(Provider + "/", StringComparison.OrdinalIgnoreCase)) return false;
        if (Ids.Length > 0 && !Ids.Contains(windows.Around("EventID") ?? "", StringComparer.Ordinal)) return false;
        return Only is null || Only(windows);
    }
}
