package dev.kalshilab.rest;

import okhttp3.HttpUrl;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Url;

/** Whatever the exchange has that is declared nowhere else. */
interface RawApi {
    @GET
    Call<ResponseBody> get(@Url HttpUrl address);
}
