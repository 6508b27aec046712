namespace Sekimori.WsMan.Operations;

/// <summary>
/// The resources of a service by their URIs. A whole URI precedes the beginning of one, and a longer beginning a shorter one: the order of
/// registration does not matter.
/// </summary>
/// <param name="otherwise">Answers requests to every other URI.</param>
internal sealed class ResourceRegistry(IResource otherwise)
{
    private readonly Dictionary<string, (ResourceName Name, IResource Resource)> _whole = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(ResourceName Name, IResource Resource)> _prefixes = [];

    /// <summary>Adds a resource under each of its names.</summary>
    /// <exception cref="ArgumentException">Another resource has one of the names.</exception>
    public ResourceRegistry Add(IResource resource)
    {
        foreach (var name in resource.Names)
        {
            if (name.IsPrefix ? !AddPrefix(name, resource) : !_whole.TryAdd(name.Uri, (name, resource)))
                throw new ArgumentException($"Two resources serve {name.Uri}.", nameof(resource));
        }

        return this;
    }

    /// <summary>The resource that serves a URI; that for every other one if none does.</summary>
    public IResource Find(string uri)
    {
        if (_whole.TryGetValue(uri, out var whole) && whole.Name.Matches(uri)) return whole.Resource;
        foreach (var (name, resource) in _prefixes)
        {
            if (name.Matches(uri)) return resource;
        }

        return otherwise;
    }

    // The longest first.
    private bool AddPrefix(ResourceName name, IResource resource)
    {
        if (_prefixes.Exists(known => known.Name.Uri.Equals(name.Uri, StringComparison.OrdinalIgnoreCase))) return false;
        var at = _prefixes.FindIndex(known => known.Name.Uri.Length < name.Uri.Length);
        _prefixes.Insert(at < 0 ? _prefixes.Count : at, (name, resource));
        return true;
    }
}
