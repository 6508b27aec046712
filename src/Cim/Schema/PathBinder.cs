using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>Fits a path to a class: every key there, none besides, each of its property's type.</summary>
internal static class PathBinder
{
    /// <exception cref="CimException">It does not fit (<see cref="CimStatus.InvalidObjectPath"/>).</exception>
    public static CimObjectPath Bind(CimClass c, CimObjectPath path) =>
        TryBind(c, path, out var why) ?? throw new CimException(CimStatus.InvalidObjectPath, $"{c.Name} {why}.");

    /// <summary>The path with every key in its property's type; null, and why, if it does not fit.</summary>
    public static CimObjectPath? TryBind(CimClass c, CimObjectPath path, out string why)
    {
        why = "";
        // "Class=@" is the singleton's path; a request without selectors names only the class.
        if (c.IsSingleton)
        {
            why = "is a singleton and has no keys";
            return path.Keys.Count == 0 ? CimObjectPath.Singleton(c.Name) : null;
        }
        var keys = c.KeyProperties;
        if (path.Keys.Count != keys.Count || keys.Count == 0)
        {
            why = $"has the keys {string.Join(", ", keys.Select(k => k.Name))}";
            return null;
        }
        var bound = new CimKey[keys.Count];
        for (var i = 0; i < bound.Length; i++)
        {
            if (!path.TryGetKey(keys[i].Name, out var value))
            {
                why = $"has the key {keys[i].Name}";
                return null;
            }
            if (!Coerce.TryScalar(keys[i].Type, value, out var typed))
            {
                why = $"has the key {keys[i].Name} as {keys[i].Type}";
                return null;
            }
            bound[i] = new CimKey(keys[i].Name, typed);
        }
        return new CimObjectPath(c.Name, bound);
    }
}
