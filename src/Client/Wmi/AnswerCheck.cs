using Sekimori.Cim.Model;

namespace Sekimori.Client.Wmi;

/// <summary>Is an answer one to the question? A server that answers with another object is not believed.</summary>
internal static class AnswerCheck
{
    /// <summary>True if the instance can be the one that the path names.</summary>
    public static bool IsObject(CimInstance instance, CimObjectPath path)
    {
        if (!instance.Class.IsA(path.ClassName)) return false;
        foreach (var key in instance.Class.KeyProperties)
            if (path.TryGetKey(key.Name, out var asked) && !IsSame(asked, instance[key.Index])) return false;
        return true;
    }

    // Paths are written with numbers as texts and the other way round. Servers complete references with host and namespace.
    private static bool IsSame(CimValue asked, CimValue found) => asked.KeyEquals(found)
        || found.Type is CimType.Reference or CimType.DateTime || asked.Type == CimType.Reference
        || string.Equals(asked.ToString(), found.ToString(), StringComparison.OrdinalIgnoreCase)
        || (found.Type == CimType.Boolean && CimValue.TryParse(CimType.Boolean, asked.ToString(), out var truth) && truth.KeyEquals(found));
}
