using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>Fits a path to a class: every key there, none besides, each of its property's type.</summary>
internal static class PathBinder
{
    public static CimObjectPath Bind(CimClass c, CimObjectPath path)
    {
        if (c.IsSingleton)
        {
            // "Class=@" is the singleton's path; a door whose request has no selectors says only the class.
            return path.Keys.Count == 0 ? CimObjectPath.Singleton(c.Name) : throw Wrong(c, "is a singleton and has no keys");
        }
        var keys = c.KeyProperties;
        if (path.Keys.Count != keys.Count)
            throw Wrong(c, $"has the keys {string.Join(", ", keys.Select(k => k.Name))}");
        var bound = new CimKey[keys.Count];
        for (var i = 0; i < bound.Length; i++)
        {
            var key = keys[i];
            if (!path.TryGetKey(key.Name, out var value))
                throw Wrong(c, $"has the key {key.Name}");
            bound[i] = new CimKey(key.Name, Coerce.TryScalar(key.Type, value, out var typed) ? typed : throw Wrong(c, $".{key.Name} is {key.Type}"));
        }
        return new CimObjectPath(c.Name, bound);
    }

    private static CimException Wrong(CimClass c, string what) => new(CimStatus.InvalidObjectPath, $"{c.Name} {what}.");
}
