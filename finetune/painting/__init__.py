"""The embedded image model's recipe: pictures, autoencoder, denoiser, and the judge that checks them."""
